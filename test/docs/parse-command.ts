import type { Command } from "commander";
import { commandTree } from "../../scripts/command-tree.ts";

/**
 * Parses a command line of brownout by the commands that there are, and runs nothing.
 * @returns what is wrong with it; undefined where nothing is
 */
export async function problemOf(args: readonly string[]): Promise<string | undefined> {
  const program = await commandTree();
  program.hook("preAction", () => {
    throw PARSED;
  });
  each(program, (command) => command.exitOverride().configureOutput({ writeErr: () => undefined }));
  try {
    await program.parseAsync(args, { from: "user" });
    return "names no command";
  } catch (error) {
    return error === PARSED ? undefined : (error as Error).message;
  }
}

/** Thrown in the place of what the command would do. */
const PARSED = new Error("parsed");

/**
 * Looks the command and the options up that are mentioned in prose, where arguments may be left out.
 * @returns what there isn't; undefined where there is all
 */
export async function missingOf(words: readonly string[]): Promise<string | undefined> {
  let command = await commandTree();
  const chain = [command];
  let at = 0;
  for (let next = subcommand(command, words[0]); next; next = subcommand(command, words[at])) {
    command = next;
    chain.push(next);
    at += 1;
  }
  if (at === 0 && words[0]?.startsWith("-") !== true) return `there is no command ${words[0]}`;
  const flags = words.filter((word) => /^--?[a-z]/.test(word)).map((word) => word.replace(/[=,;:)].*$/, ""));
  const known = chain.flatMap((one) => one.createHelp().visibleOptions(one));
  const unknown = flags.filter((flag) => !known.some(({ long, short }) => flag === long || flag === short));
  return unknown.length === 0 ? undefined : `${command.name()} has no ${unknown.join(", ")}`;
}

/** @param name of it; in capitals it stands for any, which the first is one of */
function subcommand(command: Command, name: string | undefined): Command | undefined {
  if (name !== undefined && /^[A-Z]+$/.test(name)) return command.commands[0];
  return command.commands.find((one) => one.name() === name);
}

function each(command: Command, visit: (command: Command) => void): void {
  visit(command);
  for (const one of command.commands) each(one, visit);
}
