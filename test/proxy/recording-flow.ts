import type { Attributes, Ending, Flow } from "../../src/proxy/toxics/toxic.ts";

/** A flow whose time the test moves, and which remembers what was handed on, and when. */
export class RecordingFlow<A extends Attributes = Attributes> implements Flow<A> {
  attributes: A;
  receiverSentBytes = 0;
  readonly sinceStart = true;
  readonly passed: { readonly text: string; readonly atMs: number }[] = [];
  ended: Ending | undefined;
  isHeldBack = false;
  timeMs = 0;
  wakeDueMs = Number.POSITIVE_INFINITY;

  constructor(attributes: A) {
    this.attributes = attributes;
  }

  random = () => 0;
  acted = () => undefined;
  cut = () => undefined;
  nowMs = () => this.timeMs;

  pass(chunk: Buffer): void {
    this.passed.push({ text: chunk.toString(), atMs: this.timeMs });
  }

  passEnd(ending: Ending): void {
    this.ended = ending;
  }

  holdBack(full: boolean): void {
    this.isHeldBack = full;
  }

  wakeAt(dueMs: number): void {
    this.wakeDueMs = dueMs;
  }

  /** Moves time to every wake-up asked for until then. */
  runUntil(untilMs: number, wake: () => void): void {
    while (this.wakeDueMs <= untilMs) {
      this.timeMs = Math.max(this.timeMs, this.wakeDueMs);
      this.wakeDueMs = Number.POSITIVE_INFINITY;
      wake();
    }
    this.timeMs = untilMs;
  }
}
