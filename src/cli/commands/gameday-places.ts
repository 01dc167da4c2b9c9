import { type Command, InvalidArgumentError } from "commander";
import { type ReportFile, STDOUT } from "./report-option.ts";
import { type RunsOption, runsOption } from "./runs-option.ts";

/** Options that say where game days are, and what is to be written of them. */
export interface GamedayPlaces extends RunsOption {
  readonly gamedays?: string;
  readonly html?: string;
  readonly markdown?: string;
  readonly json?: true;
}

/** Adds the options of commands that report of game days which were held. */
export function addGamedayPlaces(command: Command): Command {
  return command
    .option("--gamedays <folder>", "where game days are kept; default: gamedays, beside the folder of runs")
    .addOption(runsOption())
    .option("--html <file>", `writes a page to look at; ${STDOUT} is stdout`, named)
    .option("--markdown <file>", `writes it in Markdown; ${STDOUT} is stdout`, named)
    .option("--json", "prints it as JSON");
}

function named(path: string): string {
  if (path === "") throw new InvalidArgumentError("Name the file that it is to go to.");
  return path;
}

/** The files that were asked for. */
export function filesOf({ html, markdown }: GamedayPlaces): readonly ReportFile[] {
  return [
    ...(html === undefined ? [] : [{ format: "html", path: html }]),
    ...(markdown === undefined ? [] : [{ format: "markdown", path: markdown }]),
  ];
}
