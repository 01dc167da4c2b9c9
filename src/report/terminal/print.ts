import { Chalk, type ChalkInstance } from "chalk";
import { cutLine, type Line, type Style } from "./text.ts";

/** The width and colours of the terminal that a renderer may use. */
export interface Terminal {
  readonly columns: number;
  /** True to print in colours: the sixteen that a terminal's own theme decides on. */
  readonly colour: boolean;
}

/** A terminal whose height counts, too. */
export interface Screen extends Terminal {
  readonly rows: number;
}

/** Styles that colour the ground, so that their spaces are seen. */
const LABELS: ReadonlySet<Style> = new Set<Style>(["alarm", "caution", "success"]);

const colourful = palette(new Chalk({ level: 1 }));

/** Lines ready to be written, none wider than the terminal. */
export function printLines(lines: readonly Line[], terminal: Terminal): string[] {
  return lines.map((spans) => printLine(cutLine(spans, terminal.columns), terminal.colour));
}

/** A line ready to be written, as long as it is: for what a person will copy. */
export function printLine(spans: Line, colour: boolean): string {
  const end = spans.findLastIndex(({ style, text }) => LABELS.has(style) || text.trim() !== "");
  const written = spans.slice(0, end + 1).map(({ style, text }, at) => {
    const kept = at === end && !LABELS.has(style) ? text.trimEnd() : text;
    return colour ? colourful[style](kept) : kept;
  });
  return written.join("");
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
    caution: chalk.black.bgYellow.bold,
    success: chalk.black.bgGreen.bold,
  };
}
