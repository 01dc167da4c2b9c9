import { typesBeside } from "../../../src/faults/types-beside.ts";
import { foldDay } from "../../../src/judge/gameday/fold-day.ts";
import { type TrendedDay, trendsOf } from "../../../src/judge/gameday/trend.ts";
import type { Trial } from "../../../src/judge/gameday/trial.ts";
import type { TrendDocument } from "../../../src/report/gameday/trend-document.ts";
import { type TrialInput, trialOf } from "../../judge/gameday/trials.ts";
import { dayEvents } from "../../support/game-days.ts";

const DATES = ["2026-12-01", "2026-12-15", "2026-12-29"];

/** Three days: an experiment that always passes by far, and one that fails in the end. */
export function trendDocument(): TrendDocument {
  const days = DATES.map((date, at): TrendedDay => {
    const day = `${date}-checkout-day`;
    const isLast = at === DATES.length - 1;
    const shares = isLast ? [-0.1] : [0.3];
    const trials = [
      faulted({ day }, at),
      faulted({ day, experiment: "inventory-slow", shares, verdict: isLast ? "fail" : "pass" }, 10 + at),
    ];
    const runs = trials.map(({ experiment, run, verdict }) => ({ experiment, run, verdict }));
    const findings = [{ file: `findings/${date}-1.md` }, { severity: "low" as const, file: `findings/${date}-2.md` }];
    const end = isLast ? "left" : "over";
    const state = foldDay(
      dayEvents({ began: `${date}T10:00:00Z`, runs, findings: findings.slice(at === 0 ? 0 : 1), end }),
    );
    if (state === undefined) throw new Error("a day begins with its beginning");
    return { day, standing: end, state, trials };
  });
  const findings = [{ file: `${DATES[0]}-1.md`, gameday: `${DATES[0]}-checkout-day`, status: "closed" as const }];
  return {
    times: 3,
    gamedays: trendsOf(days, findings, { times: 3, typesBeside }),
    strays: ["stray.md"],
    unread: [{ path: "findings/torn.md", why: "it isn't YAML" }],
  };
}

/** A trial whose fault is a latency of 300 ms on checkout -> pricing. */
function faulted(input: TrialInput, at: number): Trial {
  const on = { kind: "edge", caller: "checkout", callee: "pricing" } as const;
  const outcome = { id: "latency-1", type: "latency", on: "checkout -> pricing", took: "true", evidence: "" } as const;
  const { record, ...trial } = trialOf({ ...input, result: { faults: [outcome] } }, at);
  const [planned] = record?.started.plan.faults ?? [];
  if (record === undefined || planned === undefined) throw new Error("a trial has a fault");
  const fault = { ...planned, id: "latency-1", type: "latency", on, params: { latency: 300, jitter: 0 } };
  const plan = { ...record.started.plan, platform: "local", faults: [fault] };
  return { ...trial, record: { ...record, started: { ...record.started, plan } } };
}
