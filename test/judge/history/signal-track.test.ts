import assert from "node:assert/strict";
import { test } from "node:test";
import { SignalTrack } from "../../../src/judge/history/signal-track.ts";
import { bucketOf } from "../../../src/judge/measure/histogram.ts";
import { emptyDelta } from "../../../src/judge/measure/totals.ts";

/** The p95 of the short windows of a phase from 5 s to 10 s, in which all that ends takes 10 ms, and what began at that time goes on. */
function p95Of(beganMs: number): readonly number[] {
  const track = new SignalTrack();
  const tick = (atMs: number) => {
    const isOn = atMs > beganMs;
    const goesOn = { inFlight: 20, ages: [bucketOf(atMs - beganMs), 20] };
    track.add(atMs, { ...emptyDelta, started: 5, ended: 5, latency: [bucketOf(10), 5], ...(isOn && goesOn) });
  };
  for (let atMs = 50; atMs <= 5000; atMs += 50) tick(atMs);
  track.startPhase(5000);
  for (let atMs = 5050; atMs <= 10_000; atMs += 50) tick(atMs);
  return track.windows(5000, 10_000).map(({ p95Ms = 0 }) => p95Ms);
}

test("streams that were open when a phase began don't make its windows slower and slower; what hangs in it does", () => {
  const ofStreams = p95Of(500);
  assert.equal(ofStreams.length, 10);
  assert.ok(Math.max(...ofStreams) < 11, ofStreams.join());
  const ofHanging = p95Of(5000);
  assert.ok((ofHanging.at(-1) ?? 0) > 4500, ofHanging.join());
});
