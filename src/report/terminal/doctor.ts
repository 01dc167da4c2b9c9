import { printLine, printLines, type Terminal } from "./print.ts";
import { type Line, type Style, span, wrapText } from "./text.ts";

/** The parts shown of one thing that was looked at. */
interface Diagnosed {
  readonly name: string;
  readonly enables: string;
  readonly state: "there" | "missing" | "unknown";
  readonly found: string;
  readonly get?: string;
}

const SIGNS: Readonly<Record<Diagnosed["state"], { readonly sign: string; readonly style: Style }>> = {
  there: { sign: "✓", style: "good" },
  missing: { sign: "✗", style: "bad" },
  unknown: { sign: "?", style: "warn" },
};

/** Of the longest name, and a space. */
const NAME_WIDTH = "tools image ".length;

/**
 * Renders what this machine has, what each thing is for, and how to get what is missing. No line is wider than the
 * columns, but for the lines that are to be copied.
 */
export function renderDoctor(diagnoses: readonly Diagnosed[], terminal: Terminal): string[] {
  return diagnoses.flatMap((each) => [
    ...printLines(linesOf(each, terminal.columns), terminal),
    ...(each.get === undefined ? [] : [printLine([...under("  get it"), span("accent", each.get)], terminal.colour)]),
  ]);
}

function under(label: string): Line {
  return [span("faint", `  ${label.padEnd(NAME_WIDTH)}`)];
}

function linesOf({ name, enables, state, found }: Diagnosed, columns: number): Line[] {
  const { sign, style } = SIGNS[state];
  const lead = [span(style, `${sign} `), span("strong", name.padEnd(NAME_WIDTH))];
  const said = state === "unknown" ? `could not look: ${found}` : found;
  return [
    ...wrapText(said, columns, { lead, style: state === "missing" ? "bad" : "plain" }),
    ...wrapText(enables, columns, { lead: under("  for"), style: "faint" }),
  ];
}
