import type { Conceal } from "../../files/experiment/concealer.ts";
import { Concealment } from "../../files/experiment/concealment.ts";
import { withoutWorkflowCommands } from "../../report/queue/github-annotations.ts";
import { textWidth } from "../../report/terminal/text.ts";
import type { CommandContext } from "./context.ts";
import { fitRows } from "./fitted-rows.ts";
import { type ReportStyle, terminalStyle } from "./terminal.ts";

/** The world of several runs. */
export interface QueueContext extends CommandContext {
  /** Takes out what must not be shown of any experiment so far. */
  readonly concealed: Conceal;
  /** Tells how wide a report may be now. */
  reportStyle(): ReportStyle;
}

/** So that a table stays one beside a long name. */
const COLUMNS_AT_LEAST = 40;

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
    reportStyle: () => terminalStyle(context),
  };
}

/** The world of one run of several at once: every line says whose it is, and none of them has the terminal to itself. */
export function besideOthers(context: QueueContext, name: string): QueueContext {
  const lead = `${name} | `;
  const columns = () =>
    context.terminal && Math.max(COLUMNS_AT_LEAST, context.terminal.size().columns - textWidth(lead));
  const told = (text: string) =>
    fitRows(text.split("\n"), columns())
      .map((line) => `${lead}${line}`.trimEnd())
      .join("\n");
  return {
    ...context,
    terminal: undefined,
    reportStyle: () => ({ columns: columns() ?? context.reportStyle().columns, colour: false }),
    out: (text) => context.out(told(text)),
    err: (text) => context.err(told(text)),
  };
}
