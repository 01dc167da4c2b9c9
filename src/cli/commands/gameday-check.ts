import { checkBudget } from "../../assembly/gameday/check-budget.ts";
import { checkNow } from "../../assembly/gameday/check-now.ts";
import { loadGameday, totalMs } from "../../assembly/gameday/load-gameday.ts";
import { readGameday } from "../../assembly/gameday/read-gameday.ts";
import { upcomingDay } from "../../assembly/gameday/upcoming-day.ts";
import type { VariableOptions } from "../../assembly/load-experiment.ts";
import { checkedInWords } from "../../report/terminal/gameday-check.ts";
import type { CommandContext } from "./context.ts";
import { fittedRows } from "./fitted-rows.ts";

export interface CheckOptions extends VariableOptions {
  readonly now?: true;
}

/** Checks a game day as far as nothing has to be started for it. */
export async function checkGameday(file: string, options: CheckOptions, context: CommandContext): Promise<void> {
  const loaded = await loadGameday(readGameday(file), options, context);
  const day = upcomingDay(loaded, context.clock.wallMs());
  for (const { experiment, warnings } of loaded.plans) {
    for (const warning of warnings) context.err(`warning: ${experiment.name}: ${warning}`);
  }
  const experimentsMs = totalMs(loaded.plans);
  const budget = await checkBudget(loaded, day, context);
  const seen = options.now ? await checkNow(loaded, day, experimentsMs, context) : [];
  const rows = [...checkedInWords({ ...loaded, day, experimentsMs, budget }), ...seen];
  context.out(fittedRows(rows, context).join("\n"));
}
