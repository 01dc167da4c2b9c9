import { printLines, type Terminal } from "./print.ts";
import { type Line, type Style, span, wrapText } from "./text.ts";

/** What is shown of one thing that was looked at. */
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

const NAME_WIDTH = 11;

/**
 * What this machine has, what each thing is for, and how to get what is missing. No line is wider than the columns, but
 * for the lines that are to be copied.
 */
export function renderDoctor(diagnoses: readonly Diagnosed[], terminal: Terminal): string[] {
  return printLines(
    diagnoses.flatMap((each) => linesOf(each, terminal.columns)),
    terminal,
  );
}

function linesOf({ name, enables, state, found, get }: Diagnosed, columns: number): Line[] {
  const { sign, style } = SIGNS[state];
  const lead = [span(style, `${sign} `), span("strong", name.padEnd(NAME_WIDTH))];
  const under = (label: string) => [span("faint", `  ${label.padEnd(NAME_WIDTH)}`)];
  return [
    ...wrapText(found, columns, { lead, style: state === "missing" ? "bad" : "plain" }),
    ...wrapText(enables, columns, { lead: under("  for"), style: "faint" }),
    ...(get === undefined ? [] : [[...under("  get it"), span("accent", get)]]),
  ];
}
