import { UsageError } from "../../values/errors.ts";
import type { CommandContext } from "./context.ts";
import type { ReportOption } from "./report-option.ts";
import type { RunsOption } from "./runs-option.ts";
import { terminalStyle } from "./terminal.ts";
import { isStdoutTaken, writeReports } from "./write-reports.ts";

/** Seeds the draws where there are too many ways to go through: the same runs get the same answer. */
const SEED = 1;

export interface CompareOption {
  readonly compare?: readonly string[];
  readonly with?: readonly string[];
}

type CompareOptions = CompareOption & RunsOption & ReportOption & { readonly json?: true };

/** Prints what differs between the runs of two sides. That something does is no failure: this is no gate. */
export async function compare(options: CompareOptions, context: CommandContext): Promise<void> {
  const [namesOfA, namesOfB] = sidesOf(options);
  refuseFormats(options);
  const [{ readCut, readSide }, { compareSides }, { seededRandom }, { comparisonDocument, renderComparisonJson }] =
    await Promise.all([
      import("../../assembly/compared-runs.ts"),
      import("../../judge/compare/compare-sides.ts"),
      import("../../values/random/random.ts"),
      import("../../report/compare/document.ts"),
    ]);
  const [a, b] = [await readSide(options.runs, namesOfA), await readSide(options.runs, namesOfB)];
  const cut = await readCut(a, b);
  const document = comparisonDocument(compareSides(a, b, cut, seededRandom(SEED)));
  if (options.json) context.deliver(renderComparisonJson(document));
  else if (!isStdoutTaken(options)) {
    const { renderComparedSides } = await import("../../report/terminal/compared-sides.ts");
    context.deliver(renderComparedSides(document, terminalStyle(context)).join("\n"));
  }
  const { renderComparisonMarkdown } = await import("../../report/compare/markdown.ts");
  await writeReports(
    options.report,
    async (format) => (format === "json" ? renderComparisonJson(document) : renderComparisonMarkdown(document)),
    "The runs are kept: call this again.",
    context,
  );
}

/** Two names are a run beside another; for more, what is on the other side must be said. */
function sidesOf({ compare = [], with: other = [] }: CompareOption): readonly [readonly string[], readonly string[]] {
  if (compare.length === 0) throw new UsageError({ message: "--with needs --compare", hint: USE });
  if (other.length > 0) return [compare, other];
  const [a, b, ...more] = compare;
  if (a !== undefined && b !== undefined && more.length === 0) return [[a], [b]];
  const count = compare.length === 1 ? "one run is" : `${compare.length} runs are`;
  throw new UsageError({ message: `${count} named, and it isn't said which are on which side`, hint: USE });
}

const USE = "Write `report --compare A B` for two runs, `report --compare A1 A2 … --with B1 B2 …` for more.";

function refuseFormats({ report }: ReportOption): void {
  const other = report.find(({ format }) => format !== "json" && format !== "markdown");
  if (other === undefined) return;
  throw new UsageError({
    message: `a comparison can't be written as ${other.format}`,
    hint: "Formats of a comparison are json and markdown.",
  });
}
