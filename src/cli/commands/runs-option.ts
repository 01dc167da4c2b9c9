import { Option } from "commander";

/** `--runs`: the folder that holds a folder for each run. The option's value is `runs`. */
export function runsOption(): Option {
  return new Option("--runs <folder>", "where runs are kept").default(".brownout/runs");
}

export interface RunsOption {
  readonly runs: string;
}
