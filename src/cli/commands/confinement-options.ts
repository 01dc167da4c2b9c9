import type { Command } from "commander";
import type { Allowances } from "../../assembly/confinement/confinement.ts";
import { UsageError } from "../../values/errors.ts";
import { listedOption } from "./listed-option.ts";

/**
 * Adds what strangers' experiments are allowed beyond the folder that they are held to and the services that are started.
 * @param where begins descriptions, where not every call holds experiments: `with --ci: `
 */
export function addConfinementOptions(command: Command, where = ""): Command {
  return command
    .addOption(listedOption("--env <name>", `${where}a variable of the environment that experiments may read`))
    .addOption(listedOption("--allow-host <host>", `${where}a host, or host:port, that experiments may call`))
    .addOption(
      listedOption(
        "--allow-start <file>",
        `${where}a graph, Compose file or manifest; experiments may start what one with this very text says`,
      ),
    );
}

/** @throws UsageError for an allowance where nothing is forbidden */
export function checkAllowances({ env, allowHost, allowStart, ci }: Allowances & { readonly ci?: true }): void {
  if (ci) return;
  const flags = Object.entries({ "--env": env, "--allow-host": allowHost, "--allow-start": allowStart });
  const [flag] = flags.find(([, given]) => given.length > 0) ?? [];
  if (flag === undefined) return;
  throw new UsageError({
    message: `${flag} allows something, and without --ci nothing is forbidden`,
    hint: `Add --ci, or leave ${flag} out.`,
  });
}
