import { type Arm, type ArmSplit, armOfWords } from "../values/arms.ts";
import { mixBits } from "../values/mix-bits.ts";
import { runTraceIds, type SpanIds } from "../values/trace-ids.ts";
import type { ResolvedLoad } from "./load.ts";
import type { StreamSeeds } from "./stream-seeds.ts";

/** A `traceparent` of version 00 whose flag says that it is recorded, with its digits still to be written. */
export const BLANK_TRACEPARENT = `00-${"0".repeat(32)}-${"0".repeat(16)}-01`;

const TRACE_AT = 3;
const SPAN_AT = 36;
const DIGITS_A_WORD = 8;

const DIGITS = Buffer.from("0123456789abcdef");

/** Of 2^32, by the golden ratio: multiples of it are spread over all words. */
const GOLDEN = 0x9e3779b9 | 0;
/** With so many, each bit of what comes out depends on each that goes in. */
const ROUNDS = 4;

/**
 * Makes what the requests of a load are traced by. The first half of a trace's id is its run's, the second comes of the load's seed and
 * the arrival's number alone: whoever draws by it draws the same in every run of a seed, and yet two of these are two traces to those who
 * keep them. No two arrivals have the same, whichever thread or pod sends them, but for those that are 2^32 apart.
 */
export class Traceparents {
  readonly runHigh: number;
  readonly runLow: number;
  readonly seed: number;

  /** @param seed the load's own, with 32 bits */
  constructor(run: string, seed: number) {
    const { traceId } = runTraceIds(run);
    this.runHigh = Number.parseInt(traceId.slice(0, DIGITS_A_WORD), 16) | 0;
    this.runLow = Number.parseInt(traceId.slice(DIGITS_A_WORD, 2 * DIGITS_A_WORD), 16) | 0;
    this.seed = seed | 0;
  }

  /**
   * That of one request.
   * @param number of the arrival
   * @param part of several requests of one arrival, from 0: they are of one trace, and each has a span of its own
   */
  of(number: number, part = 0): Traceparent {
    return new Traceparent(this, number, part);
  }
}

/** The ids that one request goes out with. They are made when they are written: that costs less than to keep them. */
export class Traceparent {
  readonly #of: Traceparents;
  readonly #number: number;
  readonly #part: number;

  constructor(of: Traceparents, number: number, part: number) {
    this.#of = of;
    this.#number = number;
    this.#part = part;
  }

  /** Writes its digits over those of a blank one that begins at `at`. */
  write(bytes: Buffer, at: number): void {
    const { runHigh, runLow } = this.#of;
    const [high, low] = this.#own();
    const part = Math.imul(this.#part + 1, GOLDEN);
    writeWord(runHigh, bytes, at + TRACE_AT);
    writeWord(runLow, bytes, at + TRACE_AT + DIGITS_A_WORD);
    writeWord(high, bytes, at + TRACE_AT + 2 * DIGITS_A_WORD);
    writeWord(low, bytes, at + TRACE_AT + 3 * DIGITS_A_WORD);
    writeWord(mixBits(high ^ part), bytes, at + SPAN_AT);
    // An id of zeros alone would be none.
    writeWord(mixBits(low ^ part) | 1, bytes, at + SPAN_AT + DIGITS_A_WORD);
  }

  /** The arm that its trace is in. */
  arm(split: ArmSplit): Arm {
    return armOfWords(...this.#own(), split);
  }

  toString(): string {
    const bytes = Buffer.from(BLANK_TRACEPARENT);
    this.write(bytes, 0);
    return bytes.toString("latin1");
  }

  ids(): SpanIds {
    const text = this.toString();
    return { traceId: text.slice(TRACE_AT, SPAN_AT - 1), spanId: text.slice(SPAN_AT, SPAN_AT + 2 * DIGITS_A_WORD) };
  }

  /** The second half of its trace's id. */
  #own(): [high: number, low: number] {
    let high = this.#of.seed;
    let low = this.#number | 0;
    // A Feistel network: whatever `mixBits` is, other words that go in are other words that come out.
    for (let round = 1; round <= ROUNDS; round++) {
      const next = high ^ mixBits((low + Math.imul(round, GOLDEN)) | 0);
      high = low;
      low = next;
    }
    return [high, low];
  }
}

/** Those of a load; undefined where its requests go out without. */
export function traceparentsOf(
  { traceparent }: Pick<ResolvedLoad, "traceparent">,
  run: string,
  { traces }: Pick<StreamSeeds, "traces">,
): Traceparents | undefined {
  return traceparent === false ? undefined : new Traceparents(run, traces);
}

/** Tells whether a request has one that the load gives it itself, which stays as it is. */
export function hasOwnTraceparent(headers: Readonly<Record<string, string>>): boolean {
  return Object.keys(headers).some((name) => name.toLowerCase() === "traceparent");
}

function writeWord(word: number, bytes: Buffer, at: number): void {
  for (let n = 0; n < DIGITS_A_WORD; n++) bytes[at + n] = DIGITS[(word >>> (28 - 4 * n)) & 15] as number;
}
