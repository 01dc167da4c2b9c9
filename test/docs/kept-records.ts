import { join } from "node:path";
import { baselineCommand } from "../../src/cli/commands/baseline.ts";
import { simulate } from "../run/simulated-run.ts";
import { dayEvents, keepDay } from "../support/game-days.ts";
import { keepRun, slowerEvents } from "../support/kept-run.ts";
import { runCommand } from "../support/run-command.ts";

/** Runs that pages name, and those that stand for anybody's. */
const FAILED = ["20261121-014331-yrb2", "20261122-090210-k3d1", "RUN", "RUN1", "RUN2", "RUN3"] as const;
const IN_BASELINE = 5;

/** Keeps what pages take for granted in a folder for `.brownout`: runs that failed, newer ones that passed, a baseline of all of these but the newest, and a game day. */
export async function keepRecords(folder: string): Promise<void> {
  const runs = join(folder, "runs");
  const failed = await simulate({ plan: { faults: [{ delayMs: 2000 }] } });
  for (const [at, run] of FAILED.entries()) await keepRun(runs, run, slowerEvents(failed.events, at, at));
  const passed = await simulate({});
  const keepPassed = (at: number) => keepRun(runs, `passed-${at}`, slowerEvents(passed.events, at, FAILED.length + at));
  for (let at = 0; at < IN_BASELINE; at++) await keepPassed(at);
  await runCommand(baselineCommand, "save", "main", "--runs", runs, "--baselines", join(folder, "baselines"));
  await keepPassed(IN_BASELINE);
  const [run] = FAILED;
  const experiment = failed.result.experiment;
  const events = dayEvents({ name: "checkout-game-day", runs: [{ experiment, run, verdict: failed.result.verdict }] });
  await keepDay(join(folder, "gamedays"), "2026-12-01-checkout-game-day", events);
}
