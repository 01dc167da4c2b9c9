import type { Command } from "commander";
import type { Allowances } from "../../assembly/confinement/confinement.ts";
import { UsageError } from "../../values/errors.ts";
import { listedOption } from "./listed-option.ts";

/** Adds what a gate allows beyond the repository and the services that are started. */
export function addConfinementOptions(command: Command): Command {
  return command
    .addOption(listedOption("--env <name>", "with --ci: a variable of the environment that experiments may read"))
    .addOption(listedOption("--allow-host <host>", "with --ci: a host, or host:port, that experiments may call"))
    .addOption(
      listedOption(
        "--allow-start <file>",
        "with --ci: a graph, Compose file or manifest; experiments may start what one with this very text says",
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
