import type { Conceal } from "../../files/experiment/concealer.ts";
import { Concealment } from "../../files/experiment/concealment.ts";
import { withoutWorkflowCommands } from "../../report/queue/github-annotations.ts";
import type { CommandContext } from "./context.ts";

/** The world of several runs. */
export interface QueueContext extends CommandContext {
  /** Takes out what must not be shown of any experiment so far. */
  readonly concealed: Conceal;
}

/** @param isOnGitHub true where nothing that is printed may be taken for a command of the workflow's */
export function queueContext(context: CommandContext, isOnGitHub: boolean): QueueContext {
  const concealment = new Concealment();
  const safe = (text: string) => (isOnGitHub ? withoutWorkflowCommands(text) : text);
  return {
    ...context,
    out: (text) => context.out(safe(text)),
    err: (text) => context.err(safe(text)),
    conceal: (how) => {
      concealment.add(how);
      context.conceal(how);
    },
    concealed: concealment.conceal,
  };
}

/** The world of one run of several at once: every line says whose it is, and none of them has the terminal to itself. */
export function besideOthers(context: QueueContext, name: string): QueueContext {
  const told = (text: string) =>
    text
      .split("\n")
      .map((line) => `${name} | ${line}`.trimEnd())
      .join("\n");
  return {
    ...context,
    terminal: undefined,
    out: (text) => context.out(told(text)),
    err: (text) => context.err(told(text)),
  };
}
