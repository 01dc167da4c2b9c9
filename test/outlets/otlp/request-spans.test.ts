import assert from "node:assert/strict";
import { test } from "node:test";
import type { FaultOutcome } from "../../../src/judge/history/result.ts";
import type { RunStarted } from "../../../src/judge/history/run-state.ts";
import { RequestSpans } from "../../../src/outlets/otlp/request-spans.ts";
import { runStarted } from "../../support/run-events.ts";

const started = runStarted("checkout") as RunStarted;
const ids = { traceId: "0".repeat(31) + 1, spanId: "0".repeat(15) + 1 };
const sent = { ...ids, load: "shoppers", method: "POST", status: 200 };

function fault(times: Partial<FaultOutcome>): readonly FaultOutcome[] {
  return [{ id: "latency-1", type: "latency", on: "checkout -> pricing", took: "true", evidence: "", ...times }];
}

test("a request is linked with a fault that was in while it was under way, and not while it was only due", () => {
  const isLinked = (scheduledMs: number, sentMs: number, endedMs: number, times: Partial<FaultOutcome>) => {
    const spans = new RequestSpans();
    const span = spans.spanOf({ ...sent, scheduledMs, sentMs, endedMs }, started, fault(times));
    assert.equal(spans.linksOf("latency-1").links?.length, span.links?.length);
    return span.links?.length === 1;
  };
  const inFor = { injectedAtMs: 1000, undoneAtMs: 2000 };
  assert.deepEqual(
    [
      isLinked(500, 500, 999, inFor),
      isLinked(500, 500, 1000, inFor),
      isLinked(900, 900, 2100, inFor),
      isLinked(1900, 2000, 2100, inFor),
      isLinked(1900, 2001, 2100, inFor),
      isLinked(500, 500, 1500, {}),
      isLinked(5000, 5000, 5100, { injectedAtMs: 1000 }),
    ],
    [false, true, true, true, false, false, true],
  );
});

test("a fault's span has as many links as there may be, and the number of the others", () => {
  const spans = new RequestSpans();
  for (let n = 0; n < 130; n++)
    spans.spanOf({ ...sent, scheduledMs: n, sentMs: n, endedMs: n }, started, fault({ injectedAtMs: 0 }));
  const { links = [], droppedLinks } = spans.linksOf("latency-1");
  assert.deepEqual([links.length, droppedLinks], [128, 2]);
});

test("a request that failed is an error, by its status or by why no answer was whole", () => {
  const spanOf = (status: number, failure?: string) => {
    const times = { scheduledMs: 0, sentMs: 0, endedMs: 10, status };
    const { attributes, status: told } = new RequestSpans().spanOf(
      { ...sent, ...times, ...(failure !== undefined && { failure }) },
      started,
      [],
    );
    return [attributes["http.response.status_code"], attributes["error.type"], told?.message];
  };
  assert.deepEqual(spanOf(404), [404n, undefined, undefined]);
  assert.deepEqual(spanOf(503, "status 503"), [503n, "503", "status 503"]);
  assert.deepEqual(spanOf(0, "timeout"), [undefined, "timeout", "timeout"]);
  assert.deepEqual(spanOf(200, "closed by peer"), [200n, "closed by peer", "closed by peer"]);
});
