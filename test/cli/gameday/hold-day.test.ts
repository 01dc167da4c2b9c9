import assert from "node:assert/strict";
import { test } from "node:test";
import type { DayRunner } from "../../../src/assembly/gameday/day-runner.ts";
import { HeldDesk } from "../../../src/assembly/gameday/held-desk.ts";
import type { CommandContext } from "../../../src/cli/commands/context.ts";
import { holdDay } from "../../../src/cli/gameday/hold-day.ts";
import { beginDay } from "../../../src/judge/gameday/fold-day.ts";
import { systemClock } from "../../../src/values/clock/system-clock.ts";
import { ada, dayBegan } from "../../support/day-events.ts";

for (const signal of ["SIGINT", "SIGTERM"] as const) {
  test(`a ${signal} from before people are at the desk leaves the day`, { timeout: 10_000 }, async () => {
    const desk = new HeldDesk(beginDay(dayBegan("slow")), {
      appendDurably: async () => undefined,
      runner: {} as DayRunner,
      clock: systemClock,
    });
    const world: Pick<CommandContext, "out" | "signal" | "onInterrupt" | "terminal"> = {
      out: () => undefined,
      signal: AbortSignal.abort(signal),
      onInterrupt: () => () => undefined,
      terminal: undefined,
    };
    const end = await holdDay(desk, ada, async () => void (await desk.done), world as CommandContext);
    assert.deepEqual([end, desk.state.isLeft], [signal, true]);
  });
}
