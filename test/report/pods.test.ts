import assert from "node:assert/strict";
import { describe, test } from "node:test";
import fc from "fast-check";
import { PodLog } from "../../src/judge/history/pod-log.ts";
import type { ServicePods } from "../../src/judge/history/result.ts";
import { podLines } from "../../src/report/terminal/pods.ts";
import { lineWidth } from "../../src/report/terminal/text.ts";
import { text } from "./arbitraries.ts";

/** As a run's log has them. */
function podsOf(services: readonly Pick<ServicePods, "service" | "counts">[], durationMs: number) {
  const log = new PodLog();
  for (const { service, counts } of services) for (const count of counts) log.add({ service, ...count });
  return log.all(durationMs);
}

const textsOf = (services: Parameters<typeof podsOf>[0], durationMs: number, columns = 40) =>
  podLines(podsOf(services, durationMs), durationMs, columns).map((spans) => spans.map((span) => span.text).join(""));

describe("pods over a run", () => {
  test("show a pod that was away for less than a column, and for how long", () => {
    const counts = [
      { atMs: 0, ready: 2, desired: 2 },
      { atMs: 50_100, ready: 1, desired: 2 },
      { atMs: 50_400, ready: 2, desired: 2 },
    ];
    const [strip, ...words] = textsOf([{ service: "pricing", counts }], 100_000);
    assert.equal(strip, `PODS      pricing  ${"█".repeat(10)}▄${"█".repeat(10)}`);
    assert.match(
      words.join(" ").replace(/\s+/g, " "),
      /at worst 1 of 2 ready, too few for 300 ms in all; 2 of 2 at the end/,
    );
  });

  test("show that there were none while the service was scaled to none", () => {
    const counts = [
      { atMs: 0, ready: 2, desired: 2 },
      { atMs: 25_000, ready: 0, desired: 0 },
      { atMs: 75_000, ready: 2, desired: 2 },
    ];
    const [strip, ...words] = textsOf([{ service: "pricing", counts }], 100_000);
    assert.match(strip ?? "", /^PODS {6}pricing {2}█{5} {11}█{5}$/);
    assert.match(words.join(" ").replace(/\s+/g, " "), /at worst 0 of 2 ready, too few for 50 s in all/);
  });

  test("say so when none changed, and nothing where there are no pods", () => {
    const counts = [{ atMs: 0, ready: 1, desired: 1 }];
    assert.deepEqual(textsOf([{ service: "pricing", counts }], 1000), ["PODS      every service kept its pods"]);
    assert.deepEqual(podLines(undefined, 1000, 80), []);
  });

  test("fit, whatever happened", () => {
    const count = fc.record({ atMs: fc.nat({ max: 100_000 }), ready: fc.nat({ max: 9 }), desired: fc.nat({ max: 9 }) });
    const service = fc.record({ service: text, counts: fc.array(count, { minLength: 1, maxLength: 8 }) });
    fc.assert(
      fc.property(fc.array(service, { maxLength: 4 }), fc.integer({ min: 20, max: 200 }), (services, columns) => {
        for (const line of podLines(podsOf(services, 100_000), 100_000, columns)) assert.ok(lineWidth(line) <= columns);
      }),
    );
  });
});
