import assert from "node:assert/strict";
import fc from "fast-check";
import { EdgeRecorder } from "../../src/proxy/edge-recorder.ts";
import { Observer } from "../../src/proxy/observer.ts";
import { FakeClock } from "../support/fake-clock.ts";

/** Bytes of one side: `>` from the caller, `<` to the caller; or how it ends. */
export type Step =
  | readonly [">" | "<", string]
  | "caller leaves"
  | "upstream ends"
  | "upstream resets"
  | "upstream refuses";

export interface Seen {
  readonly started?: number;
  readonly ended?: number;
  readonly failed?: number;
  readonly inFlight?: number;
  readonly errors?: Readonly<Record<string, number>>;
  readonly statuses?: Readonly<Record<string, number>>;
  readonly opaque?: number;
  readonly streams?: number;
  /** `[bucket, count, …]`, where bucket 0 is no time at all. */
  readonly latency?: readonly number[];
}

/** A title, a conversation, and what is counted of it. */
export type Case = readonly [string, readonly Step[], Seen];

export function watch(steps: readonly Step[]): { readonly observer: Observer; readonly recorder: EdgeRecorder } {
  const recorder = new EdgeRecorder(new FakeClock());
  const observer = new Observer(recorder);
  for (const step of steps) {
    if (step === "caller leaves") observer.abandoned();
    else if (step === "upstream ends") observer.answersEnded("fin");
    else if (step === "upstream resets") observer.answersEnded("reset");
    else if (step === "upstream refuses") observer.refused(0, "upstream refused");
    else if (step[0] === ">") observer.request(Buffer.from(step[1], "latin1"));
    else observer.answer(Buffer.from(step[1], "latin1"));
  }
  return { observer, recorder };
}

export function assertSeen(steps: readonly Step[], expected: Seen): void {
  assert.partialDeepStrictEqual(JSON.parse(JSON.stringify(watch(steps).recorder.read())), expected);
}

/** However the bytes are cut, the same is counted. */
export function assertSameHoweverCut(cases: readonly Case[], numRuns: number): void {
  const places = fc.array(fc.double({ min: 0, max: 0.999, noNaN: true }), { maxLength: 12 });
  fc.assert(
    fc.property(fc.constantFrom(...cases), fc.array(places, { minLength: 6, maxLength: 6 }), ([, steps], cuts) => {
      const whole = watch(steps).recorder.read();
      const inPieces = watch(steps.flatMap((step, index) => cut(step, cuts[index] ?? []))).recorder.read();
      assert.deepEqual(inPieces, whole);
    }),
    { numRuns },
  );
  for (const [title, steps] of cases) {
    const whole = watch(steps).recorder.read();
    const inBytes = watch(steps.flatMap((step) => cut(step, eachByte(step)))).recorder.read();
    assert.deepEqual(inBytes, whole, `${title}, byte by byte`);
  }
}

/** No bytes break it, and every call that began ends with the connection. */
export function assertUnbroken(fragments: readonly string[], numRuns: number): void {
  const fragment = fc.oneof(fc.constantFrom(...fragments), fc.string({ unit: "binary", maxLength: 30 }));
  const step = fc.tuple(fc.constantFrom(">" as const, "<" as const), fragment);
  fc.assert(
    fc.property(fc.array(step, { maxLength: 20 }), (steps) => {
      const { observer, recorder } = watch(steps);
      const { started, ended, failed } = recorder.read();
      assert.ok(ended <= started && failed <= ended);
      observer.close("over");
      assert.equal(recorder.read().inFlight, 0);
      assert.equal(recorder.read().ended, recorder.read().started);
    }),
    { numRuns },
  );
}

/** Cuts the bytes of a step at these places (as shares of its length). */
function cut(step: Step, places: readonly number[]): Step[] {
  if (typeof step === "string") return [step];
  const [side, text] = step;
  const at = [...new Set(places.map((share) => Math.floor(share * text.length)))].sort((a, b) => a - b);
  return [0, ...at].map((from, index): Step => [side, text.slice(from, at[index])]).filter((part) => part[1] !== "");
}

function eachByte(step: Step): number[] {
  return typeof step === "string" ? [] : Array.from(step[1], (_, index) => (index + 0.5) / step[1].length);
}
