import assert from "node:assert/strict";
import { describe, it, type TestContext } from "node:test";
import fc from "fast-check";
import type { ResolvedLoad } from "../../src/load/load.ts";
import { Traceparents } from "../../src/load/traceparents.ts";
import { armOf } from "../../src/values/arms.ts";
import { runTraceIds } from "../../src/values/trace-ids.ts";
import { makeLoad, runUntilEnded } from "./collector.ts";
import { get } from "./get.ts";
import { startTarget } from "./target.ts";

const FORM = /^00-(?!0{32})[\da-f]{32}-(?!0{16})[\da-f]{16}-01$/;

const traceOf = (traceparent: string) => traceparent.slice(3, 35);
const word = fc.integer({ min: 0, max: 2 ** 32 - 1 });

describe("the ids of requests", () => {
  it("are well-formed, and others for each load and arrival; parts of one have its trace and a span each", () => {
    const places = fc.uniqueArray(fc.tuple(word, word, fc.nat(50)), { minLength: 2, selector: String });
    const property = fc.property(fc.string(), places, (run, ofAll) => {
      const all = ofAll.map(([seed, number, part]) => {
        const traceparent = new Traceparents(run, seed).of(number, part);
        const text = `${traceparent}`;
        assert.match(text, FORM);
        const split = { seed, control: 0.4 };
        assert.equal(traceparent.arm(split), armOf(traceOf(text).slice(16), split));
        assert.deepEqual(traceparent.ids(), { traceId: traceOf(text), spanId: text.slice(36, 52) });
        return { arrival: `${seed} ${number}`, text };
      });
      assert.equal(new Set(all.map(({ text }) => text)).size, all.length);
      const traces = new Set(all.map(({ text }) => traceOf(text)));
      assert.equal(traces.size, new Set(all.map(({ arrival }) => arrival)).size);
    });
    fc.assert(property, { numRuns: 200 });
  });

  it("begin with those of the run, and end by the seed and the number alone", () => {
    const [first = "", again = "", other = ""] = [
      ["run-1", 7],
      ["run-2", 7],
      ["run-1", 8],
    ].map(([run, seed]) => traceOf(`${new Traceparents(`${run}`, Number(seed)).of(3)}`));
    assert.equal(first.slice(0, 16), runTraceIds("run-1").traceId.slice(0, 16));
    assert.equal(again.slice(16), first.slice(16));
    assert.notEqual(again.slice(0, 16), first.slice(0, 16));
    assert.notEqual(other.slice(16), first.slice(16));
  });

  it("are spread over all values, so that a share of them is one of requests", () => {
    const ofSeed = new Traceparents("run-1", 1);
    const places = Array.from({ length: 16_000 }, (_, number) =>
      Number.parseInt(traceOf(`${ofSeed.of(number)}`).slice(16, 20), 16),
    );
    for (const share of [0.1, 0.5, 0.9]) {
      const below = places.filter((place) => place < share * 2 ** 16).length;
      // Five standard deviations.
      const most = 5 * Math.sqrt(16_000 * share * (1 - share));
      assert.ok(Math.abs(below - share * 16_000) < most, `${below} of 16,000 below ${share}`);
    }
  });
});

describe("a load", { timeout: 30_000 }, () => {
  /** The headers `traceparent` of a hundred requests, in the order in which they came. */
  async function seenOf(
    context: TestContext,
    parts: Partial<ResolvedLoad> = {},
    headers = {},
  ): Promise<readonly string[]> {
    const seen: string[] = [];
    const { url } = await startTarget(context, (request, response) => {
      seen.push(`${request.headers.traceparent ?? "none"}`);
      request.resume().on("end", () => response.end());
    });
    // Of several, written anew each time, and of one that is written once.
    const requests = [
      get(`${url}/`, { headers }),
      get(`${url}/{{counter}}`, { method: "POST", body: "10 €, {{id}}", headers }),
    ];
    await runUntilEnded(100, makeLoad({ requests, ...parts }));
    return seen;
  }

  it("sends one with each request, others in each, and the same for the same seed in the same run", async (context) => {
    const seen = await seenOf(context);
    assert.equal(new Set(seen.map(traceOf)).size, 100);
    for (const traceparent of seen) assert.match(traceparent, FORM);
    assert.deepEqual((await seenOf(context)).toSorted(), seen.toSorted());
  });

  it("sends none when it is told so, and leaves one alone that it is given", async (context) => {
    assert.deepEqual([...new Set(await seenOf(context, { traceparent: false }))], ["none"]);
    const own = "00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-00";
    assert.deepEqual([...new Set(await seenOf(context, {}, { Traceparent: own }))], [own]);
  });
});
