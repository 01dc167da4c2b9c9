import { casePattern } from "./case-pattern.ts";
import { type CompletedCommand, type CompletedOption, typed, typedBeneath } from "./completed-command.ts";

/** A script for bash. Where nothing is known of a word, bash completes it as the name of a file. */
export function bashCompletion(commands: readonly CompletedCommand[]): string {
  return `# Completes brownout in bash. Written by \`brownout completion bash\`.
_brownout() {
  local word="\${COMP_WORDS[COMP_CWORD]}" before="\${COMP_WORDS[COMP_CWORD - 1]}" at="" words="" options="" i
  COMPREPLY=()
  for ((i = 1; i < COMP_CWORD; i++)); do
    case "$at \${COMP_WORDS[i]}" in
      ${casePattern(typedBeneath(commands))}) at="$at \${COMP_WORDS[i]}" ;;
    esac
  done
  case "$at" in
${commands.map(commandCase).join("\n")}
  esac
  if [[ "$word" == -* ]]; then words="$options"; fi
  COMPREPLY=($(compgen -W "$words" -- "$word"))
}
complete -o default -F _brownout brownout`;
}

function commandCase(command: CompletedCommand): string {
  const { words, options } = command;
  return [
    `    "${typed(command)}")`,
    ...valueCases(options),
    `      words="${words.map(({ text }) => text).join(" ")}"`,
    `      options="${options.flatMap(({ names }) => names).join(" ")}"`,
    `      ;;`,
  ].join("\n");
}

/** Cases of options that take a value: behind them comes neither a command nor an option. */
function valueCases(options: readonly CompletedOption[]): readonly string[] {
  const cases = options
    .filter(({ takesValue }) => takesValue)
    .map(({ names, choices }) => {
      const reply = choices.length === 0 ? "" : ` COMPREPLY=($(compgen -W "${choices.join(" ")}" -- "$word"));`;
      return `        ${casePattern(names)})${reply} return ;;`;
    });
  return cases.length === 0 ? [] : [`      case "$before" in`, ...cases, `      esac`];
}
