import { shellWord } from "../../values/shell-word.ts";
import { casePattern } from "./case-pattern.ts";
import {
  type CompletedCommand,
  type CompletedOption,
  type CompletedWord,
  typed,
  typedBeneath,
} from "./completed-command.ts";

/** A script for zsh, to be sourced or put into a folder of its `fpath` as _brownout. */
export function zshCompletion(commands: readonly CompletedCommand[]): string {
  return `#compdef brownout
# Completes brownout in zsh. Written by \`brownout completion zsh\`.
_brownout() {
  local at="" before="\${words[CURRENT - 1]}" i
  local -a names flags
  for ((i = 2; i < CURRENT; i++)); do
    case "$at \${words[i]}" in
      (${casePattern(typedBeneath(commands))}) at="$at \${words[i]}" ;;
    esac
  done
  case "$at" in
${commands.map(commandCase).join("\n")}
  esac
  if [[ "\${words[CURRENT]}" == -* ]]; then
    _describe -o option flags
  elif (( \${#names} )); then
    _describe command names
  else
    _files
  fi
}
if [[ "\${funcstack[1]}" == _brownout ]]; then _brownout "$@"; else compdef _brownout brownout; fi`;
}

function commandCase(command: CompletedCommand): string {
  const { words, options } = command;
  const flags = options.flatMap(({ names, description }) => names.map((text) => ({ text, description })));
  return [
    `    ("${typed(command)}")`,
    ...valueCases(options),
    ...array("names", words),
    ...array("flags", flags),
    `      ;;`,
  ].join("\n");
}

function array(name: string, words: readonly CompletedWord[]): readonly string[] {
  return [
    `      ${name}=(`,
    ...words.map(({ text, description }) => `        ${shellWord(`${text}:${description}`)}`),
    `      )`,
  ];
}

/** Cases of options that take a value: behind them comes neither a command nor an option. */
function valueCases(options: readonly CompletedOption[]): readonly string[] {
  const cases = options
    .filter(({ takesValue }) => takesValue)
    .map(({ names, choices }) => {
      const reply = choices.length === 0 ? "_files" : `compadd -- ${choices.join(" ")}`;
      return `        (${casePattern(names)}) ${reply}; return ;;`;
    });
  return cases.length === 0 ? [] : [`      case "$before" in`, ...cases, `      esac`];
}
