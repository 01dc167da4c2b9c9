import type { Command, Option } from "commander";

/** A word that can be typed, and what it is for. */
export interface CompletedWord {
  readonly text: string;
  /** One line. */
  readonly description: string;
}

/** An option, by all of its names: `--help`, `-h`. */
export interface CompletedOption {
  readonly names: readonly string[];
  /** One line. */
  readonly description: string;
  readonly takesValue: boolean;
  /** Its only values; empty where it takes others, or none. */
  readonly choices: readonly string[];
}

/** One command of the command line, and what can be typed behind it. */
export interface CompletedCommand {
  /** Its words after the program's own: `["inject", "latency"]`; none for the program itself. */
  readonly path: readonly string[];
  /** Commands beneath it, or the choices of its argument; empty where files and other names are typed. */
  readonly words: readonly CompletedWord[];
  readonly options: readonly CompletedOption[];
}

/** Reads a command and all beneath it, as its help shows them. */
export function completedCommands(command: Command, path: readonly string[] = []): readonly CompletedCommand[] {
  const help = command.createHelp();
  const beneath = help.visibleCommands(command);
  const [argument] = command.registeredArguments;
  const words = [
    ...beneath.map((one) => ({ text: one.name(), description: firstLine(one.description()) })),
    ...(argument?.argChoices ?? []).map((text) => ({ text, description: firstLine(argument?.description ?? "") })),
  ];
  const own = { path, words, options: help.visibleOptions(command).map(completedOption) };
  return [own, ...beneath.flatMap((one) => completedCommands(one, [...path, one.name()]))];
}

function completedOption({ long, short, description, required, argChoices = [] }: Option): CompletedOption {
  return {
    names: [long, short].filter((name) => name !== undefined),
    description: firstLine(description),
    takesValue: required,
    choices: argChoices,
  };
}

function firstLine(text: string): string {
  return text.split("\n", 1)[0] ?? "";
}

/** A command as a script gathers it from what was typed, word by word: ` inject latency`; empty for the program itself. */
export function typed({ path }: CompletedCommand): string {
  return path.map((word) => ` ${word}`).join("");
}

/** All commands as they are typed, but for the program itself. */
export function typedBeneath(commands: readonly CompletedCommand[]): readonly string[] {
  return commands.map(typed).filter((text) => text !== "");
}
