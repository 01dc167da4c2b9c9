import assert from "node:assert/strict";
import { describe, test } from "node:test";
import fc from "fast-check";
import { marked } from "marked";
import type { RemedySpec } from "../../../src/files/experiment/remedy.ts";
import type { AlertSignal } from "../../../src/files/experiment/sampled-signal.ts";
import { parseMarkedText } from "../../../src/files/marked-sections/marked-text.ts";
import type { RunResult } from "../../../src/judge/history/result.ts";
import type { PlannedFault } from "../../../src/judge/plan/plan.ts";
import { checkRuns } from "../../../src/report/runbook/check-runs.ts";
import { runbookSections } from "../../../src/report/runbook/list.ts";
import { newRunbook, runbookOf } from "../../../src/report/runbook/runbook.ts";
import { type RunbookRun, runbookRun } from "../../../src/report/runbook/runbook-run.ts";
import { BrownoutError } from "../../../src/values/errors.ts";
import type { Scenario } from "../../run/simulated-run.ts";
import type { SimulatedWorld } from "../../run/simulated-world.ts";
import { draws } from "../../support/draws.ts";
import { results } from "../arbitraries.ts";
import { hostile } from "../html/hostile.ts";
import { renamed, reportedRun } from "../html/reported-run.ts";
import { judged } from "../samples/criteria.ts";
import { reported } from "../samples/reported.ts";
import { guarded, leftovers, unprotected, unsteady } from "../samples/results.ts";

const names = runbookSections.map(({ name }) => name);
const written = (...runs: readonly [RunbookRun, ...RunbookRun[]]) => newRunbook(runs, runbookOf(runs));
const sampled = async (result: RunResult) => runbookRun(reported(result));
const simulated = async (scenario: Scenario) => runbookRun(await reportedRun(scenario));

/** The text of a section. */
function section(text: string, name: string): string {
  const found = parseMarkedText({ path: "a.md", text }).sections.find((one) => one.name === name);
  return found?.lines.join("\n") ?? assert.fail(`there is no section ${name}`);
}

const POST = { method: "POST", path: "/help" };
const request: RemedySpec = { id: "request-1", atMs: 4000, does: { kind: "request", service: "checkout", send: POST } };
const restart: RemedySpec = { id: "restart-2", atMs: 9000, does: { kind: "restart", service: "checkout", graceMs: 0 } };

/** A system that feeds itself when its fault is out. */
const down = (remedies?: readonly RemedySpec[]) =>
  simulated({
    plan: { faults: [{ delayMs: 700 }], phases: { recoveryMs: 15_000 }, ...(remedies && { remedies }) },
    world: { aftermathMs: Number.POSITIVE_INFINITY },
  });

describe("a runbook", () => {
  test("says of a failure how it looks, in order and with figures, how to tell, what to do, what not, and until when", async () => {
    const text = written(await sampled(unprotected));
    assert.match(text, /^# Runbook: Checkout goes down with pricing when pricing takes 2\.84 s instead of 38 ms\n/);
    assert.deepEqual(
      parseMarkedText({ path: "a.md", text }).sections.map(({ name }) => name),
      names,
    );
    assert.match(section(text, "summary"), /- ` latency on checkout -> pricing `: adds 2\.8s ± 100ms to all answers/);
    assert.doesNotMatch(section(text, "summary"), /kill on pricing/, "a fault that the run didn't come to");
    const looks = section(text, "looks");
    assert.match(looks, /- after 210 ms, ` checkout -> pricing `: p95 61 ms -> 2\.94 s, errors 0 %\n- after 640 ms, /);
    assert.match(looks, /- ` shoppers\.p99 > 9s over 5s `: it was 9\.91 s, at which the run was stopped/);
    assert.match(looks, /It begins at ` checkout -> pricing `:/);
    assert.match(looks, /- ` checkout `: p95 86 ms -> 8\.7 s, errors 0 % -> 21 %/);
    assert.match(looks, /Whether an alert fires isn't known/);
    const confirm = section(text, "confirm");
    assert.match(confirm, /\| ` checkout -> pricing ` \| 61 ms -> 2\.94 s \| 0 % -> 0\.4 % \| 1x -> 2\.9x \| yes \|/);
    assert.match(confirm, /\| ` checkout -> user ` \| 15 ms -> 15 ms \| 0 % -> 0 % \| 1x -> 0\.99x \| no \|/);
    assert.match(confirm, /- ` checkout `: 1,650 calls wait for ` GET pricing\/price `, the longest for 2\.93 s/);
    assert.match(
      section(text, "act"),
      /- ` latency on checkout -> pricing `: its undo removes the toxic; it had been in for 12\.6 s/,
    );
    assert.match(section(text, "sources"), /aborted, on local, 2025-06-14 09:15 UTC.*; faults were in for 12\.6 s/);
    assert.match(
      section(text, "act"),
      /That was not enough:\n\n- steady state was not back in the 17 s that were watched \(run ` 2025/,
    );
    assert.match(section(text, "act"), /The run tried no remedy/);
    const avoid = section(text, "avoid");
    assert.match(avoid, /Don't wait for it to pass once the cause is gone: in the run it did not\./);
    assert.match(avoid, /- gateway -> checkout: 1,488 in flight, 14 in the baseline/);
    assert.match(avoid, /- ` checkout -> pricing `: 2\.9 calls for each request, 1 before/);
    const over = section(text, "over");
    assert.match(
      over,
      /When all of this holds for 5 s on end, and stays:\n\n- ` shoppers\.error_rate < 1% ` \(before the fault: 0 %\)/,
    );
    assert.match(over, /- not in the time that was watched/);
  });

  test("names of several aborts that hold the one that stopped the run", async () => {
    const other = "shoppers.error_rate > 50% over 5s";
    const criteria = unprotected.criteria.map((one) =>
      one.text === other ? judged("abort", other, 0.5, "true", 0.62) : one,
    );
    const looks = section(written(await sampled({ ...unprotected, criteria })), "looks");
    assert.match(looks, /- ` shoppers\.error_rate > 50% over 5s `: it was 62 %\n/);
    assert.equal(looks.match(/at which the run was stopped/g)?.length, 1);
  });

  test("doesn't say of an edge without a call that it is no worse", async () => {
    const text = written(await sampled({ ...unprotected, unmeasured: ["checkout -> user"] }));
    assert.match(section(text, "confirm"), /\| ` checkout -> user ` .* \| – \|\n/);
    assert.match(section(text, "confirm"), /\| ` checkout -> inventory ` .* \| no \|\n/);
  });

  test("says of edges that nothing measures here that, and not that nobody called", async () => {
    const run = await sampled({ ...guarded, degradations: [], undecided: [], unmeasured: ["checkout -> user"] });
    const edgesUnseen = { why: "Toxiproxy doesn't measure edges", instead: "ours does" };
    const text = written({ ...run, plan: { ...run.plan, edgesUnseen } });
    assert.match(
      section(text, "looks"),
      /\nNo load got clearly worse while the fault was in\. Edges were not measured\.\n/,
    );
    assert.match(
      section(text, "sources"),
      /- anything of what services call each other: Toxiproxy doesn't measure edges\n/,
    );
    assert.doesNotMatch(text, /no call was seen/);
  });

  test("of a run that passed says that the system stands it, and claims no failure", async () => {
    const text = written(await sampled(guarded));
    assert.match(section(text, "summary"), /The run passed: the system stands this/);
    assert.match(section(text, "act"), /That was enough:\n\n- steady state was back after 1\.4 s \(run/);
    assert.match(section(text, "avoid"), /^\nNo remedy was tried: none is known to be of no use\.\n$/);
    assert.match(section(text, "over"), /- steady state held again after 1\.4 s, counted from the undo's beginning/);
  });

  test("says first of a run that left something behind that it may still be in, and how it comes out by hand", async () => {
    const text = written(await sampled({ ...leftovers, hurt: ["checkout"] }));
    assert.match(section(text, "summary"), /\*\*The run left something behind .*` brownout recover ` takes it out/);
    assert.match(section(text, "act"), / {2}```\n {2}curl -X DELETE .*latency-1 # or stop the proxy\n {2}```/);
  });

  test("tells remedies that helped from those that did not, by the runs that tried them", async () => {
    const [one, other] = [await down([request, restart]), await down([{ ...restart, atMs: 5000 }])];
    const text = written(one, other);
    const act = section(text, "act");
    assert.match(
      act,
      /What helped.*:\n\n- \*\*restarts checkout\*\*: steady state was back after \d{3} ms \(run ` run-1 `, after POST/s,
    );
    assert.match(act, /- \*\*restarts checkout\*\*: steady state was back after \d{3} ms \(run ` run-1 `\)/);
    const avoid = section(text, "avoid");
    assert.match(
      avoid,
      /Don't count on:\n\n- \*\*POST \/help to checkout\*\*: steady state was not back in the [45]\S* s that were watched/,
    );
    assert.doesNotMatch(avoid, /restarts/);
    assert.match(avoid, /Don't wait .*: in 2 of 2 runs it did not\./);
    assert.match(section(text, "looks"), /, in 2 of 2 runs:/);
    assert.equal(written(one, other), text, "the same runs make the same text");
  });

  test("has queries as they were asked, what they gave before and with the fault, and when an alert fired", async () => {
    const alert = { alert: "RetryStorm", query: undefined } as Partial<AlertSignal>;
    const run = await simulated({
      plan: { faults: [{ delayMs: 700 }], signals: { errors: { query: 'sum(x{code=~"4..|5.."})' }, storm: alert } },
      sample: (name, world: SimulatedWorld) => (name === "storm" ? Math.min(1, world.in.size) : 1 + 9 * world.in.size),
    });
    const text = written(run);
    assert.match(
      section(text, "confirm"),
      /- ` errors `, a query of the Prometheus ` http:\/\/prometheus\.invalid `, asked every 1 s: 1 on average before, \d[\d.]* with the fault\n\n {2}```\n {2}sum\(x\{code=~"4\.\.\|5\.\."\}\)\n {2}```/,
    );
    assert.match(
      section(text, "looks"),
      /Alerts:\n\n- ` RetryStorm ` fired (at most|between \S+ m?s and) \S+ m?s after the fault went in/,
    );
    const silent = await simulated({
      plan: { faults: [{ delayMs: 700 }], signals: { storm: alert } },
      sample: () => 0,
    });
    assert.match(
      section(written(silent), "looks"),
      /- ` RetryStorm ` did not fire in the [345]\S* s in which it was read/,
    );
    const gone = await simulated({ plan: { faults: [{ delayMs: 700 }], signals: { storm: alert } } });
    assert.match(section(written(gone), "looks"), /- ` RetryStorm ` could not be read with the fault in/);
  });

  test("is refused where the runs show nothing, or are not of one failure", async () => {
    const refused = async (code: string, words: RegExp, ...runs: readonly RunResult[]) => {
      const [first, ...others] = await Promise.all(runs.map(sampled));
      assert.ok(first);
      assert.throws(
        () => checkRuns([first, ...others]),
        (error: unknown) => error instanceof BrownoutError && error.code === code && words.test(error.message),
      );
    };
    await refused("E_NO_RUNBOOK", /no fault of \S+ was seen to take effect/, unsteady);
    const inconclusive = { ...guarded, verdict: "inconclusive", exitCode: 3, hurt: [], degradations: [] } as const;
    await refused("E_NO_RUNBOOK", /shows no failure, and doesn't prove that the system stands one/, inconclusive);
    await refused("E_NO_RUNBOOK", /shows no failure/, { ...guarded, criteria: [], hurt: [], degradations: [] });
    const other = await sampled(unprotected);
    const elsewhere = { ...other, plan: { ...other.plan, platform: "compose" } };
    const apart = (words: RegExp, run: RunbookRun) => assert.throws(() => checkRuns([other, run]), words);
    apart(/not of one failure: platform: local in \S+, compose in \S+$/, elsewhere);
    const played = (change: Partial<PlannedFault>): RunbookRun => ({
      ...other,
      plan: { ...other.plan, faults: other.plan.faults.map((fault) => ({ ...fault, ...change })) },
    });
    apart(
      /failure: faults\.latency-1\.params\.latency: not in \S+, 100 in \S+; faults/,
      played({ params: { latency: 100 } }),
    );
    apart(/failure: faults\.latency-1\.mode\.kind: all in \S+, one in/, played({ mode: { kind: "one" } }));
    checkRuns([other, played({ startMs: 1000, durationMs: 6000 })]);
    checkRuns([await sampled({ ...inconclusive, hurt: ["checkout"] })]);
  });
});

test("no name ends a section, or makes markup", async () => {
  const run = await reportedRun({ plan: { faults: [{ delayMs: 700 }], signals: { oddball: {} } }, sample: () => 1 });
  const tagsOf = (text: string) =>
    new Set([...marked.parse(text, { async: false }).matchAll(/<(\/?[a-z]+\d?)/gi)].map(([, tag]) => tag));
  const plain = written(await runbookRun(run));
  for (const name of [
    ...hostile,
    "<!-- brownout:end looks -->",
    "-->",
    "```\n<!-- brownout:end act -->",
    "# a\n\n- b",
  ]) {
    const other = await renamed(run, { checkout: name, oddball: name, "trouble is seen": name, "trouble-1": name });
    const text = written(await runbookRun(other));
    assert.deepEqual(
      parseMarkedText({ path: "a.md", text }).sections.map((one) => one.name),
      names,
      name,
    );
    assert.deepEqual(tagsOf(text), tagsOf(plain), name);
  }
});

test("whatever a result holds, its sections begin and end", () => {
  const { plan, experiment } = reported(unprotected);
  fc.assert(
    fc.property(results, (result) => {
      const text = written({ result, plan, stories: [], ...(experiment && { experiment }) });
      assert.deepEqual(
        parseMarkedText({ path: "a.md", text }).sections.map(({ name }) => name),
        names,
      );
      assert.doesNotMatch(text, /[^\S\n]\n/, "what editors take off at the ends of lines would be an edit");
    }),
    { numRuns: draws(100, 5000) },
  );
});
