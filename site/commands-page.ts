import type { Command } from "commander";
import { commandTree, ownCommands } from "../scripts/command-tree.ts";
import { table } from "../src/report/formats/markdown-text.ts";
import { code, plain } from "./cells.ts";

/** Of so many commands of one kind, such as one for each fault, what all have is said once. */
const MANY = 10;

/** The page with every command, its arguments and options, as help has them. */
export async function commandsPage(): Promise<string> {
  const program = await commandTree();
  const sections = ownCommands(program).flatMap((command) => commandSection(command, 2));
  return [
    "# Commands",
    `${plain(program.description())} Each command has \`--help\`; all of them end with the same [exit codes](exit-codes.md).`,
    ...sections,
  ].join("\n\n");
}

function commandSection(command: Command, level: number): readonly string[] {
  const own = ownCommands(command);
  return [
    `${"#".repeat(level)} ${fullName(command)}`,
    plain(command.createHelp().commandDescription(command)),
    `\`\`\`text\n${command.createHelp().commandUsage(command)}\n\`\`\``,
    ...termTable(["argument or option", "what it is"], termsOf(command)),
    ...(own.length < MANY ? own.flatMap((one) => commandSection(one, level + 1)) : manyCommands(own)),
    ...moreHelp(command),
  ];
}

/** Commands of one kind: a table of what differs, and one of what doesn't. */
function manyCommands(commands: readonly Command[]): readonly string[] {
  const terms = commands.map(termsOf);
  const isCommon = (term: Term) => terms.every((some) => some.some((one) => one.join() === term.join()));
  const rows = commands.map((command, at): Term => {
    const own = (terms[at] ?? []).filter((term) => !isCommon(term));
    const listed = own.map(([name, text]) => `<br>${name}: ${text}`).join("");
    return [code(command.name()), plain(command.createHelp().commandDescription(command)) + listed];
  });
  return [
    ...termTable(["which", "what it does, and options of its own"], rows),
    ...termTable(["argument or option of all", "what it is"], (terms[0] ?? []).filter(isCommon)),
  ];
}

type Term = readonly [name: string, text: string];

function termsOf(command: Command): readonly Term[] {
  const help = command.createHelp();
  return [
    ...help.visibleArguments(command).map((one): Term => [help.argumentTerm(one), help.argumentDescription(one)]),
    ...help
      .visibleOptions(command)
      .filter(({ long }) => long !== "--help")
      .map((one): Term => [help.optionTerm(one), help.optionDescription(one)]),
  ].map(([name, text]) => [code(name), plain(text)]);
}

function termTable(head: readonly [string, string], rows: readonly Term[]): readonly string[] {
  return rows.length === 0 ? [] : [table(head, rows)];
}

/** What help prints behind its own lists. */
function moreHelp(command: Command): readonly string[] {
  let all = "";
  command.configureOutput({ writeOut: (text) => (all += text) }).outputHelp();
  const own = command.helpInformation();
  const more = all.slice(all.indexOf(own) + own.length).trim();
  return more === "" ? [] : [`\`\`\`text\n${more}\n\`\`\``];
}

function fullName(command: Command): string {
  return command.parent === null ? command.name() : `${fullName(command.parent)} ${command.name()}`;
}
