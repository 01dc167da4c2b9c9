import assert from "node:assert/strict";
import { appendFile, cp, mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { after, before, describe, test } from "node:test";
import { Ajv } from "ajv";
import { reportCommand } from "../../../src/cli/commands/report.ts";
import type { RunEvent } from "../../../src/judge/history/event.ts";
import { comparisonJsonSchema } from "../../../src/report/compare/comparison-schema.ts";
import type { ComparisonDocument } from "../../../src/report/compare/document.ts";
import { renderComparedSides } from "../../../src/report/terminal/compared-sides.ts";
import { textWidth } from "../../../src/report/terminal/text.ts";
import { BrownoutError } from "../../../src/values/errors.ts";
import { simulate } from "../../run/simulated-run.ts";
import { keepRun, slowerEvents } from "../../support/kept-run.ts";
import { runCommand } from "../../support/run-command.ts";

const validate = new Ajv({ strict: false }).compile(comparisonJsonSchema("known"));
/** About 23 %. */
const SLOWER = 34;
/** Long enough to be cut. */
const LONG = { baselineMs: 12_000, faultMs: 12_000, recoveryMs: 3000 };

/** The events of a run whose load is of visits of one step, which does what all requests do. */
function ofVisits(events: readonly RunEvent[]): readonly RunEvent[] {
  const steps = [{ name: "login", thinkMs: { from: 0, to: 0 }, take: [] }];
  return events.map((event) => {
    if (event.type === "run-started") {
      const { experiment } = event.plan;
      const loads = experiment.loads.map((load) => ({ ...load, steps }));
      return { ...event, plan: { ...event.plan, experiment: { ...experiment, loads } } };
    }
    const shoppers = event.type === "tick" ? event.signals.shoppers : undefined;
    if (event.type !== "tick" || shoppers === undefined) return event;
    return {
      ...event,
      signals: { ...event.signals, "shoppers-login": shoppers, "shoppers-visits": shoppers },
    };
  });
}

function byLaterVersion(events: readonly RunEvent[]): readonly RunEvent[] {
  return events.map((event) => (event.type === "run-started" ? { ...event, version: "99.0.0" } : event));
}

/** The events with a harness that was in the way in one tick of five. */
function spoilt(events: readonly RunEvent[]): readonly RunEvent[] {
  return events.map((event, at) =>
    event.type === "tick" && at % 5 === 0
      ? { ...event, harness: { ...event.harness, parts: { machine: { delayMs: 10_000 } } } }
      : event,
  );
}

describe("runs side by side", () => {
  let runs: string;
  const report = (...args: readonly string[]) => runCommand(reportCommand, ...args, "--runs", runs);
  const names = (side: string, count = 6) => Array.from({ length: count }, (_, nth) => `${side}${nth}`);
  const sides = (a: string, b: string) => ["--compare", ...names(a), "--with", ...names(b)];

  async function compared(...args: readonly string[]): Promise<ComparisonDocument> {
    const document = JSON.parse((await report(...args, "--json")).out);
    assert.equal(validate(document), true, JSON.stringify(validate.errors));
    return document;
  }

  function changed({ changes }: ComparisonDocument, conclusion: string): string[] {
    return changes
      .filter((one) => one.signal === "shoppers" && one.conclusion === conclusion)
      .map(({ phase, figure }) => `${phase} ${figure}`);
  }

  before(async () => {
    runs = await mkdtemp(join(tmpdir(), "brownout-compare-"));
    const keep = (name: string, events: readonly RunEvent[], slower: number) =>
      keepRun(runs, name, slowerEvents(events, slower, 1));
    const passed = (await simulate({ plan: { phases: LONG } })).events;
    const failed = (await simulate({ plan: { phases: LONG, faults: [{ delayMs: 400 }] } })).events;
    const started = passed.slice(0, 1);
    // Runs differ from each other by up to 4 %.
    for (const [nth, buckets] of [0, 3, 1, 5, 2, 4].entries()) {
      await keep(`a${nth}`, passed, buckets);
      await keep(`b${nth}`, passed, 5 - buckets);
      await keep(`slow${nth}`, passed, buckets + SLOWER);
    }
    await keep("later", byLaterVersion(passed), SLOWER);
    await keep("spoilt", spoilt(passed), SLOWER);
    for (const nth of [0, 1]) await keep(`visits${nth}`, ofVisits(passed), nth);
    await keep("failed", failed, 0);
    await keep("edited", (await simulate({ plan: { ratePerS: 150, phases: LONG } })).events, 0);
    await keep("begun", started, 0);
    const inFault = passed.findIndex((event) => event.type === "phase" && event.phase === "fault");
    await keep("cut", passed.slice(0, inFault), 0);
    await keep("damaged", passed, 0);
    await appendFile(join(runs, "damaged", "journal.jsonl"), "damaged\n{}\n");
  });
  after(() => rm(runs, { recursive: true }));

  test("of groups: what got slower is told, with an interval over runs, and nothing of what didn't", async () => {
    const same = await compared(...sides("a", "b"));
    assert.deepEqual([same.conclusion, same.over], ["not-shown", "runs"]);
    assert.deepEqual([...changed(same, "more"), ...changed(same, "less")], []);
    const errors = same.changes.find(({ figure }) => figure === "errorRate");
    assert.ok(errors?.interval && errors.interval.high > 0.0001, "that none failed doesn't say that none ever does");
    const slower = await compared(...sides("a", "slow"));
    assert.equal(slower.conclusion, "differ");
    assert.ok(changed(slower, "more").includes("baseline p95Ms"), changed(slower, "more").join());
    assert.ok(!changed(slower, "more").some((one) => /ratePerS|errorRate/.test(one)));
    for (const { signal, phase, interval, wouldSee } of slower.changes.filter(({ figure }) => figure === "p95Ms")) {
      assert.ok(
        interval && interval.low < 0.26 && interval.high > 0.2,
        `${signal} ${phase} ${JSON.stringify(interval)}`,
      );
      assert.ok(wouldSee !== undefined && wouldSee >= 0.05);
    }
  });

  test("of groups whose runs differ as much among themselves: it isn't told, and what would be", async () => {
    const mixed = (most: string, others: string) => [...names(most, 4), `${others}4`, `${others}5`];
    const document = await compared("--compare", ...mixed("a", "slow"), "--with", ...mixed("slow", "a"));
    const p95 = document.changes.find((one) => one.signal === "shoppers" && one.figure === "p95Ms");
    assert.ok(p95?.interval && p95.wouldSee !== undefined);
    assert.equal(p95.conclusion, "not-shown");
    assert.ok(p95.difference > 0.15 && p95.interval.low < 0 && p95.wouldSee > p95.difference);
  });

  test("of groups where another version or the harness may be the reason: these runs differ, and no more is said", async () => {
    for (const [other, why] of [
      ["later", /one version of brownout on one machine/],
      ["spoilt", /the harness may have made part of it/],
    ] as const) {
      const { conclusion, reasons } = await compared("--compare", ...names("a"), "--with", other, ...names("slow", 5));
      assert.equal(conclusion, "these-runs-differ");
      assert.match(reasons.join(), why);
      assert.doesNotMatch(reasons.join(), /the same on both sides/);
    }
    const { out } = await report("--compare", "a0", "later", "--report", "markdown=-");
    assert.match(out, /\*\*Made by another brownout, or on another machine\*\*\n\n- brownout: /);
    assert.doesNotMatch(out, /What was asked for differs/);
  });

  test("of two runs: how these differ, and that it says nothing of the systems", async () => {
    const document = await compared("--compare", "a0", "slow0");
    assert.deepEqual([document.conclusion, document.over], ["these-runs-differ", "stretches"]);
    assert.ok(changed(document, "more").includes("baseline p95Ms"));
    const { out, exitCode } = await report("--compare", "a0", "slow0");
    assert.equal(exitCode, 0);
    assert.match(
      out,
      /one run each can't tell whether the systems differ.* 6 runs on each side, or\s.*\(3\s+beside\s+10\)/s,
    );
    assert.match(out, /recovery phase has no intervals: of two runs they need 12 s of it/);
    assert.match(out, /OUTCOMES +verdict and all conclusions are the same/);
  });

  test("of visits: every step is told, as the load is", async () => {
    const { out } = await report("--compare", "visits0", "visits1", "--report", "markdown=-");
    for (const signal of ["shoppers", "shoppers-login", "shoppers-visits"]) {
      assert.match(out, new RegExp(`\\| [=?] \\| \` ${signal} \` \\| baseline \\| p95 \\|`));
    }
  });

  test("of another kind: what was asked comes first, then verdicts and order", async () => {
    const edited = (await report("--compare", "a0", "edited")).out;
    assert.match(
      edited,
      /^ [A-Z ']+ .*\nA +a0\nB +edited\n\nWhat was asked for differs.*\n.*ratePerS: 200 in A, 150 in B/s,
    );
    const { out } = await report("--compare", "a0", "failed");
    assert.match(out, /OUTCOMES +• verdict: pass in A, fail in B/);
    assert.match(out, /• A: checkout -> pricing, then .*• B: shoppers, then/s);
    const markdown = (await report("--compare", "a0", "failed", "--report", "markdown=-")).out;
    assert.match(markdown, /^### .*\n\n- A: ` a0 `\n- B: ` failed `\n/);
    assert.match(markdown, /\| ↑ \| ` shoppers ` \| fault \| p95 \|/);
  });

  test("fit into any terminal", async () => {
    const document = await compared("--compare", "a0", "failed");
    for (const columns of [1, 20, 80, 200]) {
      const lines = renderComparedSides(document, { columns, colour: false });
      assert.ok(
        lines.every((line) => textWidth(line) <= columns),
        `${columns} columns`,
      );
    }
  });

  test("are found by the names of their folders, whatever they were called when they were made", async () => {
    await cp(join(runs, "slow0"), join(runs, "renamed"), { recursive: true });
    const { conclusion, b } = await compared("--compare", "a0", "renamed");
    assert.deepEqual([conclusion, b.runs], ["these-runs-differ", ["slow0"]]);
  });

  test("of too few runs, or of one that came to no fault: no interval, and what would do", async () => {
    const few = await compared("--compare", "a0", "a1", "--with", "slow0", "slow1");
    assert.deepEqual([few.conclusion, few.over], ["too-few", "nothing"]);
    assert.match(
      few.reasons.join(),
      /2 runs beside 2 can't show a difference.* 6 runs on each side, or as many ways .*\(3 beside 10\)/,
    );
    assert.ok(few.changes.every(({ conclusion, interval }) => conclusion === "untold" && interval === undefined));
    const cut = await compared("--compare", "a0", "cut");
    assert.match(cut.notes.join(), /the fault phase isn't compared: cut didn't come to it/);
    assert.ok(cut.changes.every(({ phase }) => phase === "baseline"));
  });

  test("are refused where they can't be compared", async () => {
    for (const [args, code, words] of [
      [["--compare", "a0", "a0"], "E_COMPARE", /a0 is on both sides/],
      [["--compare", "a0", "edited", "--with", "a1"], "E_COMPARE", /were asked for different things: loads.shoppers/],
      [["--compare", "a0", "begun"], "E_COMPARE", /no signal that was measured/],
      [["--compare", "a0", "nobody"], "E_USAGE", /there is no run nobody/],
      [["--compare", "a0"], "E_USAGE", /one run is named/],
      [["--compare", "a0", "a1", "a2"], "E_USAGE", /3 runs are named, and it isn't said which are on which side/],
      [["a0", "--compare", "a1"], "E_USAGE", /a0 is on no side/],
      [["--with", "a1"], "E_USAGE", /--with needs --compare/],
      [["--compare", "a0", "a1", "--report", "junit=-"], "E_USAGE", /can't be written as junit/],
      [["--compare", "a0", "damaged"], "E_JOURNAL_CORRUPT", /damaged/],
      [[], "E_USAGE", /no run is named/],
    ] as const) {
      await assert.rejects(report(...args), (error: unknown) => {
        assert.ok(error instanceof BrownoutError, String(error));
        assert.equal(error.code, code, error.message);
        assert.match(error.message, words);
        return true;
      });
    }
  });
});
