import { LoadCriteria, type LoadVerdict } from "../../judge/history/load-criteria.ts";
import { emptyDelta } from "../../judge/measure/totals.ts";
import type { LoadReport } from "../../load/load-report.ts";
import { openLoop } from "../../load/open-loop.ts";
import { type FiniteLoad, runAlone } from "../../load/run-alone.ts";
import { readParts } from "../../run/harness-parts.ts";
import { startHarnessProbe } from "../../run/harness-probe.ts";
import { exitCodes } from "../../values/exit-codes.ts";
import type { CommandContext } from "./context.ts";
import { LOAD_NAME, type LoadFlags } from "./load-options.ts";

/** A load's measurements, and what they say of what was expected; none where nothing was. */
export interface SentLoad {
  readonly report: LoadReport;
  readonly judged?: LoadVerdict;
}

/** Sends an open loop until it has ended or was interrupted, and judges what the options expect of it. */
export async function sendLoad(load: FiniteLoad, flags: LoadFlags, context: CommandContext): Promise<SentLoad> {
  const { clock, signal } = context;
  const { seed, expect } = flags;
  if (expect === undefined) return { report: await runAlone(load, openLoop, { seed, clock, signal }) };
  const criteria = new LoadCriteria(LOAD_NAME, expect, load.arrivalsForMs);
  const probe = startHarnessProbe(clock);
  try {
    const report = await runAlone(load, openLoop, {
      seed,
      clock,
      signal,
      onBatch(sinceStartMs, { signals, scheduleLag, stallMs }) {
        const parts = readParts(probe.parts, stallMs);
        criteria.add(sinceStartMs, signals[LOAD_NAME] ?? emptyDelta, {
          ...probe.read(),
          scheduleLag,
          ...(parts && { parts }),
        });
      },
    });
    return { report, judged: signal.aborted ? interrupted(signal.reason, criteria) : criteria.decide() };
  } finally {
    probe.stop();
  }
}

function interrupted(by: "SIGINT" | "SIGTERM", criteria: LoadCriteria): LoadVerdict {
  const reasons = [`interrupted by ${by} before it could prove anything`];
  return { ...criteria.decide(), verdict: "inconclusive", exitCode: exitCodes[by], reasons };
}
