import type { Command } from "commander";
import { addClusterOptions } from "./cluster-options.ts";

/** Adds `--on` and what goes with it, the same for every command that plans. */
export function addPlatformOption(command: Command): Command {
  command.option(
    "--on <platform>",
    "where the system is: local, compose, kubernetes or external (what runs already); default: local, or external where the experiment has no other",
  );
  return addClusterOptions(command).option(
    "--allow-namespace",
    "takes a namespace without the label brownout.dev/allow=true",
  );
}
