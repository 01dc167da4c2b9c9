/** Writes the manual page dist/brownout.1 from the commands themselves: a part of `npm run build`. */
import { mkdirSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import type { Command } from "commander";
import { exitCodes } from "../src/values/exit-codes.ts";
import { version } from "../src/values/version.ts";
import { commandsOf, commandTree } from "./command-tree.ts";

const statuses: Readonly<Record<keyof typeof exitCodes, string>> = {
  pass: "Every expectation held, and steady state came back.",
  fail: "An expectation did not hold, or steady state did not come back.",
  aborted: "An abort criterion held while a fault was in.",
  inconclusive: "Nothing was proved.",
  undoIncomplete: "Something that was put in may still be there.",
  usage: "The experiment or the command line is wrong; nothing was started.",
  internal: "brownout itself failed.",
  undelivered: "What was to be printed could not be written.",
  SIGINT: "Interrupted; everything was taken out.",
  SIGTERM: "Told to end; everything was taken out.",
};

/** The page in the man macros of roff. */
export async function manPageText(): Promise<string> {
  const program = await commandTree();
  return `${[
    `.TH BROWNOUT 1 "" "brownout ${escaped(version)}" "User Commands"`,
    ".SH NAME",
    `brownout \\- ${escaped(program.description())}`,
    ".SH SYNOPSIS",
    ".B brownout",
    "\\fIcommand\\fR [\\fIoption\\fR...]",
    ".SH COMMANDS",
    ...commandsOf(program).flatMap(commandLines),
    ".SH EXIT STATUS",
    ...Object.entries(statuses).flatMap(([name, text]) =>
      term(String(exitCodes[name as keyof typeof exitCodes]), text),
    ),
    ".SH FILES",
    ...term(".brownout/runs", "The journals of runs, from which they are reported and undone."),
  ].join("\n")}\n`;
}

function commandLines(command: Command): readonly string[] {
  const help = command.createHelp();
  const options = help.visibleOptions(command).filter(({ long }) => long !== "--help");
  return [
    `.SS ${escaped(help.commandUsage(command))}`,
    escaped(help.commandDescription(command)),
    ...help.visibleArguments(command).flatMap((one) => term(help.argumentTerm(one), help.argumentDescription(one))),
    ...options.flatMap((one) => term(help.optionTerm(one), help.optionDescription(one))),
  ];
}

function term(name: string, text: string): readonly string[] {
  return [".TP", `\\fB${escaped(name)}\\fR`, escaped(text)];
}

/** Text as roff prints it: backslashes and hyphens as they are, and no line that is a request. */
function escaped(text: string): string {
  const plain = text
    .replaceAll("\\", "\\e")
    .replaceAll("-", "\\-")
    .replaceAll(/\s*\n\s*/g, " ");
  return plain.replace(/^(?=[.'])/, "\\&");
}

if (import.meta.main) {
  const dist = join(import.meta.dirname, "..", "dist");
  mkdirSync(dist, { recursive: true });
  writeFileSync(join(dist, "brownout.1"), await manPageText());
}
