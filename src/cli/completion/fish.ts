import { type CompletedCommand, type CompletedOption, typed, typedBeneath } from "./completed-command.ts";

/** A script for fish. Where nothing is known of a word, fish completes it as the name of a file. */
export function fishCompletion(commands: readonly CompletedCommand[]): string {
  return `# Completes brownout in fish. Written by \`brownout completion fish\`.
set -g __brownout_commands ${typedBeneath(commands).map(quoted).join(" ")}
function __brownout_at --description 'Tells whether it is this command behind which something is typed'
    set -l at ''
    set -l words (commandline -opc)
    set -e words[1]
    for word in $words
        contains -- "$at $word" $__brownout_commands
        and set at "$at $word"
    end
    test "$at" = "$argv[1]"
end
${commands.flatMap(completions).join("\n")}`;
}

function completions(command: CompletedCommand): readonly string[] {
  const { words, options } = command;
  // Quoted twice: it is a word of the line that is evaluated then.
  const here = `complete -c brownout -n ${quoted(`__brownout_at ${quoted(typed(command))}`)}`;
  return [
    ...words.map(({ text, description }) => `${here} -f -a ${quoted(text)} -d ${quoted(description)}`),
    ...options.map((option) => `${here} ${flags(option)} -d ${quoted(option.description)}`),
  ];
}

function flags({ names, takesValue, choices }: CompletedOption): string {
  const named = names.map((name) => (name.startsWith("--") ? `-l ${name.slice(2)}` : `-s ${name.slice(1)}`));
  if (!takesValue) return named.join(" ");
  return `${named.join(" ")} ${choices.length === 0 ? "-r" : `-x -a ${quoted(choices.join(" "))}`}`;
}

function quoted(text: string): string {
  return `'${text.replaceAll("\\", "\\\\").replaceAll("'", "\\'")}'`;
}
