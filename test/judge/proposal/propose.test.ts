import assert from "node:assert/strict";
import { describe, test } from "node:test";
import fc from "fast-check";
import { parseCriterion } from "../../../src/files/experiment/parse-criterion.ts";
import { Histogram } from "../../../src/judge/measure/histogram.ts";
import { emptyDelta } from "../../../src/judge/measure/totals.ts";
import type { MeasuredTick } from "../../../src/judge/proposal/measured-windows.ts";
import type { ProposalLoad } from "../../../src/judge/proposal/proposal.ts";
import { propose, rankWords } from "../../../src/judge/proposal/propose.ts";
import { type Random, seededRandom } from "../../../src/values/random/random.ts";
import { draws } from "../../support/draws.ts";

const load: ProposalLoad = { name: "visitors", ratePerS: 100, timeoutMs: 10_000, baselineMs: 6000 };
const TICK_MS = 50;

interface Traffic {
  readonly lengthMs?: number;
  readonly ratePerS?: number;
  /** Latency in ms of a request at a time. */
  readonly latencyMs: (atMs: number) => number;
  readonly fails?: (atMs: number) => boolean;
  readonly isSpoiled?: (atMs: number) => boolean;
}

/** A measurement of a load as the traffic says. */
function measured({ lengthMs = 30_000, ratePerS = 100, latencyMs, fails = () => false, isSpoiled }: Traffic) {
  const perTick = (ratePerS * TICK_MS) / 1000;
  const ticks: MeasuredTick[] = [];
  for (let atMs = TICK_MS; atMs <= lengthMs; atMs += TICK_MS) {
    const ended = Math.floor((atMs / TICK_MS) * perTick) - Math.floor((atMs / TICK_MS - 1) * perTick);
    const histogram = new Histogram();
    for (let at = 0; at < ended; at++) histogram.record(latencyMs(atMs));
    const failed = Array.from({ length: ended }, () => fails(atMs)).filter(Boolean).length;
    const delta = { ...emptyDelta, started: ended, ended, failed, latency: histogram.toSparse() };
    ticks.push({ atMs, delta, isSpoiled: isSpoiled?.(atMs) ?? false });
  }
  return { ticks, fromMs: 0 };
}

const around = (random: Random, ms: number) => () => ms * (0.9 + 0.2 * random());

function texts(traffic: Traffic, on = load): readonly string[] {
  return propose(on, measured(traffic)).flatMap((one) =>
    "nothing" in one ? [one.nothing] : one.criteria.map(({ role, text, why }) => `${role} ${text} # ${why}`),
  );
}

describe("a steady load", () => {
  const said = texts({ latencyMs: around(seededRandom(1), 42) });

  test("gets limits with a margin, each with its reason", () => {
    assert.match(
      said[0] ?? "",
      /^steady-state visitors\.error_rate < 1% # none of 3,000 requests failed over 30 windows of 1 s; the least that a baseline of 6 s at 100\/s can tell$/,
    );
    assert.ok(
      said.some((line) =>
        /^steady-state visitors\.p95 < 9\dms # p95 was 4\d to 4\d ms over 30 windows of 1 s; 50 ms above the highest/.test(
          line,
        ),
      ),
      said.join("\n"),
    );
  });

  test("is aborted far beyond, and expected to stay below what is called degraded", () => {
    assert.ok(said.some((line) => line.startsWith("abort visitors.error_rate > 50% over 5s # ")));
    assert.ok(said.some((line) => line.startsWith("abort visitors.p95 > 5s over 5s # half of the 10 s")));
    assert.ok(
      said.some((line) => /^expect visitors\.p95 < 1\d\dms # beyond that a report calls it degraded/.test(line)),
    );
  });

  test("says what ranks say of so many windows", () => {
    assert.equal(
      rankWords(15),
      "of windows alike, one in 16 is above the highest of 15 (by ranks); the margins come on top",
    );
  });
});

describe("nothing is proposed", () => {
  const lacking: Readonly<Record<string, readonly [Traffic, RegExp]>> = {
    "for a latency that drifts": [
      { latencyMs: (atMs) => 40 + atMs / 500 },
      /^p95: it was .* drifts: \d+ ms in the first half, \d+ ms in the second/m,
    ],
    "for one that falls, either": [{ latencyMs: (atMs) => 400 - atMs / 100 }, /^p95: it was .* drifts/m],
    "where windows are far apart": [
      { latencyMs: (atMs) => (Math.floor(atMs / 1000) % 4 === 0 ? 900 : 40) },
      /^p95: it was .* far above the usual 40 ms/m,
    ],
    "of too few windows": [
      { latencyMs: () => 40, lengthMs: 9000 },
      /^p95: it takes 12 windows of 20 requests or more, and there were 9; measure for longer/m,
    ],
    "for a p99 of few requests": [
      { latencyMs: () => 40, ratePerS: 25 },
      /^p99: it takes 12 windows of 100 requests or more, and there were 7/m,
    ],
    "while the harness was in trouble": [
      { latencyMs: () => 40, isSpoiled: (atMs) => Math.floor(atMs / 1000) % 3 === 0 },
      /^p95: the harness itself ran late or failed in \d+ of 30 windows/m,
    ],
    "for errors that are no small part": [
      { latencyMs: () => 40, fails: (atMs) => atMs % 400 === 0 },
      /^error rate: .* without any fault; find out why/m,
    ],
    "near the timeout": [{ latencyMs: () => 7000 }, /^p95: it was 7 s over .*, too near to the timeout of 10 s/m],
  };
  for (const [name, [traffic, words]] of Object.entries(lacking)) {
    test(name, () => assert.match(texts(traffic).join("\n"), words));
  }

  test("for an error rate that a short baseline could not tell", () => {
    const [first] = texts({ latencyMs: () => 40 }, { ...load, baselineMs: 200 });
    assert.match(first ?? "", /^error rate: a baseline of 200 ms at 100\/s has too few requests to tell any/);
  });
});

test("what is proposed reads as a criterion, and every window that it rests on holds it", () => {
  const property = fc.property(
    fc.integer(),
    fc.double({ min: 0.5, max: 2000, noNaN: true }),
    fc.double({ min: 0, max: 0.03, noNaN: true }),
    fc.integer({ min: 5, max: 400 }),
    (seed, ms, share, ratePerS) => {
      const random = seededRandom(seed);
      const traffic = measured({ ratePerS, latencyMs: around(random, ms), fails: () => random() < share });
      for (const proposal of propose({ ...load, ratePerS }, traffic)) {
        if ("nothing" in proposal) continue;
        for (const { role, text, why } of proposal.criteria) {
          const parsed = parseCriterion(text);
          assert.ok(parsed.ok, text);
          assert.ok(why.length > 0 && !why.includes("\n"));
          const { metric, limit } = parsed.criterion;
          const isBelow = metric.kind === "quantile" ? limit > 1.1 * ms : limit > share;
          assert.ok(isBelow, `${role} ${text} for ${ms} ms and ${share}`);
        }
      }
    },
  );
  fc.assert(property, { numRuns: draws(30, 1000) });
});

test("a later baseline of the same system holds them", () => {
  let held = 0;
  let judged = 0;
  for (let seed = 1; seed <= draws(20, 500); seed++) {
    const random = seededRandom(seed);
    // Long-tailed, as latencies are.
    const latencyMs = () => 30 * Math.exp(0.4 * (random() + random() + random() - 1.5)) + (random() < 0.01 ? 100 : 0);
    const [, p95] = propose(load, measured({ latencyMs }));
    if (p95 === undefined || "nothing" in p95) continue;
    const parsed = parseCriterion(p95.criteria[0]?.text ?? "");
    assert.ok(parsed.ok);
    const later = new Histogram();
    for (let at = 0; at < 600; at++) later.record(latencyMs());
    judged += 1;
    if ((later.quantileMs(0.95) ?? Number.POSITIVE_INFINITY) < parsed.criterion.limit) held += 1;
  }
  assert.ok(judged > 0);
  assert.equal(held, judged);
});
