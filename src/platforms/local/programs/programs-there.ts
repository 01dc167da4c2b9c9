import { constants } from "node:fs";
import { access, stat } from "node:fs/promises";
import { delimiter, isAbsolute, join, resolve } from "node:path";
import type { Experiment } from "../../../files/experiment/experiment.ts";
import type { GraphService } from "../../../files/graph/graph.ts";
import { UsageError } from "../../../values/errors.ts";

/** A service's command, or the folder that it is to be started in, isn't there. */
class NoProgramError extends UsageError {
  override readonly code = "E_NO_PROGRAM";
}

/**
 * Makes sure that the commands of an experiment's graph can be started; starts none.
 * @throws NoProgramError
 */
export async function checkPrograms({ system }: Pick<Experiment, "system">): Promise<void> {
  for (const service of system.graph?.services ?? []) await checkProgram(service);
}

async function checkProgram({ name, program }: GraphService): Promise<void> {
  if (program === undefined) return;
  const cwd = resolve(program.cwd);
  await checkFolder(name, cwd);
  const [command] = program.command;
  // With a template in it, it is known when it is started.
  if (command.includes("{{")) return;
  const path = program.env.PATH ?? process.env.PATH ?? "";
  const places = command.includes("/")
    ? [isAbsolute(command) ? command : join(cwd, command)]
    : path.split(delimiter).map((folder) => resolve(cwd, folder, command));
  for (const place of places) if (await isProgram(place)) return;
  const where = command.includes("/") ? `there is no such program: ${places[0]}` : "no folder of PATH has it";
  throw new NoProgramError({
    message: `${name} is to be started by \`${command}\`, and ${where}`,
    hint: "Install it, or correct `command` in the graph file; a path in it is from the service's `cwd`.",
  });
}

async function checkFolder(name: string, cwd: string): Promise<void> {
  const refuse = (why: string, cause?: unknown) =>
    new NoProgramError({
      message: `${name} is to be started in ${cwd}, and ${why}`,
      hint: "`cwd` in the graph file is from that file's own folder.",
      cause,
    });
  const found = await stat(cwd).catch((error: NodeJS.ErrnoException) => {
    throw refuse(error.code === "ENOENT" ? "there is no such folder" : error.message, error);
  });
  if (!found.isDirectory()) throw refuse("that is no folder");
}

/** Whatever is amiss with it, the next folder of PATH is looked into, as the system does when it starts a program. */
async function isProgram(path: string): Promise<boolean> {
  try {
    await access(path, constants.X_OK);
    return (await stat(path)).isFile();
  } catch {
    return false;
  }
}
