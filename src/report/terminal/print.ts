import { Chalk, type ChalkInstance } from "chalk";
import { cutLine, type Line, type Style } from "./text.ts";

/** What a renderer may use of the terminal. */
export interface Terminal {
  readonly columns: number;
  /** Whether to print in colours: the sixteen that a terminal's own theme decides on. */
  readonly colour: boolean;
}

/** A terminal whose height counts, too. */
export interface Screen extends Terminal {
  readonly rows: number;
}

const colourful = palette(new Chalk({ level: 1 }));

/** Lines ready to be written, none wider than the terminal. */
export function printLines(lines: readonly Line[], terminal: Terminal): string[] {
  return lines.map((spans) => printLine(cutLine(spans, terminal.columns), terminal.colour));
}

/** A line ready to be written, as long as it is: for what a person will copy. */
export function printLine(spans: Line, colour: boolean): string {
  const last = spans.at(-1);
  const trimmed = last?.style === "plain" ? [...spans.slice(0, -1), { ...last, text: last.text.trimEnd() }] : spans;
  return trimmed.map(({ style, text }) => (colour ? colourful[style](text) : text)).join("");
}

function palette(chalk: ChalkInstance): Record<Style, (text: string) => string> {
  return {
    plain: (text) => text,
    strong: chalk.bold,
    faint: chalk.dim,
    accent: chalk.cyan.bold,
    good: chalk.green,
    warn: chalk.yellow,
    bad: chalk.redBright,
    alarm: chalk.whiteBright.bgRed.bold,
  };
}
