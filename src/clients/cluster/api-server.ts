import type { Dispatcher } from "undici";
import type { z } from "zod";
import { type Clock, sleep } from "../../values/clock/clock.ts";
import { withDeadline } from "../../values/clock/deadline.ts";
import { BrownoutError } from "../../values/errors.ts";
import { jsonOf } from "../../values/json.ts";
import type { Random } from "../../values/random/random.ts";
import { apiError, readStatus } from "./api-errors.ts";
import { awayError, isDistrust } from "./away-error.ts";
import { backoffMs } from "./backoff.ts";
import { clockSkewMs } from "./clock-skew.ts";
import { BusyError, ClusterError, ServerError } from "./cluster-errors.ts";
import type { Connection, WireRequest } from "./connection.ts";
import { retryAfterMs } from "./retry-after.ts";

/** A request to the server. */
export interface ApiCall extends WireRequest {
  /** In words, to go after "could not": `list Pods in shop`. */
  readonly doing: string;
  /** It may come twice: it changes nothing, or the second time nothing more. Tried again while the server is away. */
  readonly repeatable: boolean;
  readonly signal?: AbortSignal | undefined;
}

/** A call with all its attempts: long enough for a server that is away for a while in the middle of it. */
const CALL_DEADLINE_MS = 30_000;
/** One attempt of a call that may have several. An admission webhook has up to 10 s. */
const ATTEMPT_DEADLINE_MS = 14_000;

export interface ApiServerOptions {
  readonly clock: Clock;
  readonly random: Random;
  /** Deadline of calls before the first answer. */
  readonly patienceMs: number;
}

/** An attempt that failed. */
interface Failed {
  readonly error: Error;
  /** True when there is a point in another one; `surely`: the server has done nothing yet, whatever the call is. */
  readonly again: "never" | "if-repeatable" | "surely";
  readonly waitMs: number;
}

/** Asks an API server: with deadlines, again where that makes sense, and with errors that say what to do. */
export class ApiServer {
  readonly connection: Connection;
  readonly clock: Clock;
  readonly random: Random;
  /** 0 before the first answer. */
  clockSkewMs = 0;
  readonly #patienceMs: number;
  #hasAnswered = false;

  constructor(connection: Connection, { clock, random, patienceMs }: ApiServerOptions) {
    this.connection = connection;
    this.clock = clock;
    this.random = random;
    this.#patienceMs = patienceMs;
  }

  /** Sends a request and gives the body of the answer. @throws ClusterError; the signal's reason */
  async call(call: ApiCall): Promise<string> {
    const startMs = this.clock.nowMs();
    for (let attempts = 1; ; attempts++) {
      const deadlineMs = startMs + (this.#hasAnswered ? CALL_DEADLINE_MS : this.#patienceMs);
      const leftMs = deadlineMs - this.clock.nowMs();
      const attemptMs = call.repeatable ? Math.min(ATTEMPT_DEADLINE_MS, leftMs) : leftMs;
      const outcome = await this.#attempt(call, attemptMs, (response) => response.body.text());
      if ("value" in outcome) return outcome.value;
      const waitMs = Math.max(outcome.waitMs, backoffMs(attempts, this.random));
      const mayAgain = outcome.again === "surely" || (outcome.again === "if-repeatable" && call.repeatable);
      if (!mayAgain || this.clock.nowMs() + waitMs >= deadlineMs) throw outcome.error;
      await sleep(this.clock, waitMs, call.signal);
    }
  }

  /** The same for an answer that is JSON of this shape. @throws ClusterError for another, as of `read` */
  async json<T>(call: ApiCall, schema: z.ZodType<T>): Promise<T> {
    return this.read(jsonOf(await this.call(call)), schema, call.doing);
  }

  /** Reads a value that the server gave. @throws ClusterError for one that no API server gives, nor will */
  read<T>(value: unknown, schema: z.ZodType<T>, doing: string): T {
    const { data, error: cause } = schema.safeParse(value);
    if (data !== undefined) return data;
    throw new ClusterError({
      message: `could not ${doing}: what answers at ${this.connection.server} doesn't answer as an API server does`,
      hint: "See whether the kubeconfig's server is one, and what stands before it.",
      cause,
    });
  }

  /** An answer that goes on until the signal. One attempt, with a deadline until it begins. @throws ClusterError */
  async stream(call: ApiCall & { readonly signal: AbortSignal }): Promise<AsyncIterable<Buffer>> {
    const outcome = await this.#attempt(call, ATTEMPT_DEADLINE_MS, async (response) => response.body);
    if ("value" in outcome) return this.#chunksOf(outcome.value, call);
    throw outcome.error;
  }

  async *#chunksOf(body: AsyncIterable<Buffer>, { doing }: ApiCall): AsyncIterable<Buffer> {
    try {
      yield* body;
    } catch (cause) {
      throw awayError(doing, this.connection.context, this.connection.server, cause);
    }
  }

  async #attempt<T>(
    call: ApiCall,
    deadlineMs: number,
    read: (response: Dispatcher.ResponseData) => Promise<T>,
  ): Promise<{ readonly value: T } | Failed> {
    try {
      return await withDeadline(this.clock, deadlineMs, async (deadline) => {
        const response = await this.#send(call, AbortSignal.any([deadline, ...(call.signal ? [call.signal] : [])]));
        return response.statusCode < 300 ? { value: await read(response) } : await this.#refused(call, response);
      });
    } catch (cause) {
      call.signal?.throwIfAborted();
      if (cause instanceof BrownoutError) return { error: cause, again: "never", waitMs: 0 };
      const { context, server } = this.connection;
      const error = awayError(call.doing, context, server, cause);
      return { error, again: isDistrust(cause) ? "never" : "if-repeatable", waitMs: 0 };
    }
  }

  async #send(call: WireRequest, signal: AbortSignal): Promise<Dispatcher.ResponseData> {
    const first = await this.#exchange(call, signal);
    if (first.statusCode !== 401) return first;
    await first.body.dump();
    await this.connection.renew();
    return await this.#exchange(call, signal);
  }

  async #exchange(call: WireRequest, signal: AbortSignal): Promise<Dispatcher.ResponseData> {
    const sentMs = this.clock.wallMs();
    const response = await this.connection.send(call, signal);
    const { date } = response.headers;
    if (typeof date === "string") this.clockSkewMs = clockSkewMs(date, sentMs, this.clock.wallMs());
    this.#hasAnswered = true;
    return response;
  }

  async #refused({ doing }: ApiCall, { statusCode, headers, body }: Dispatcher.ResponseData): Promise<Failed> {
    const status = readStatus(await body.text());
    const error = apiError({ doing, context: this.connection.context, httpStatus: statusCode, status });
    const waitMs = retryAfterMs(headers["retry-after"], status.details?.retryAfterSeconds, this.clock.wallMs());
    if (error instanceof BusyError) return { error, again: "surely", waitMs };
    return { error, again: error instanceof ServerError ? "if-repeatable" : "never", waitMs };
  }
}
