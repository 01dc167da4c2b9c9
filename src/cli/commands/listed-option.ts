import { Option } from "commander";

/** An option that may be given several times. Its value is a list, which is empty where it isn't given. */
export function listedOption(flags: string, description: string): Option {
  return new Option(flags, `${description}; may be given several times`)
    .argParser((text: string, before: readonly string[]) => [...before, text])
    .default([], "none");
}
