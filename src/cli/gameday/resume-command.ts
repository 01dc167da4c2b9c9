import type { VariableOptions } from "../../assembly/load-experiment.ts";
import { shellWord } from "../../values/shell-word.ts";

/** Options that a day is held with, and taken up again with. */
export interface HeldWith extends VariableOptions {
  readonly runs: string;
  /** Address of the pages; true where none was named. */
  readonly web?: string | true;
}

/** The command that takes a day up again as it was held. `...` stands for the values of variables, some of which are secrets. */
export function resumeCommand(file: string, { runs, web, var: variables, varFile }: HeldWith): string {
  const words = [
    file,
    "--resume",
    ...(web === undefined ? [] : ["--web"]),
    ...(typeof web === "string" ? [web] : []),
    ...["--runs", runs],
    ...Object.keys(variables).flatMap((name) => ["--var", `${name}=...`]),
    ...(varFile === undefined ? [] : ["--var-file", varFile]),
  ];
  return ["brownout gameday run", ...words.map(shellWord)].join(" ");
}
