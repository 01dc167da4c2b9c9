import type { CommandSpec } from "./commands/command.ts";
import type { SentText } from "./concealed-text.ts";
import type { StatusRange } from "./status-range.ts";
import type { StepSpec } from "./steps.ts";

/** Pods in the system's cluster that send an equal share of every load each. */
export interface SenderPodsSpec {
  /** From 1. */
  readonly pods: number;
  /** Of brownout's command; none for the one of this version. */
  readonly image?: string;
}

/** Arrivals of an open-loop load; rates are per second. A ramp or steps hold their last rate. */
export type Pacing =
  | { readonly kind: "constant"; readonly ratePerS: number }
  | { readonly kind: "poisson"; readonly ratePerS: number }
  | { readonly kind: "ramp"; readonly fromPerS: number; readonly toPerS: number; readonly overMs: number }
  | { readonly kind: "steps"; readonly steps: readonly { readonly ratePerS: number; readonly forMs: number }[] };

export interface RequestSpec {
  readonly method: string;
  /** A service of the system, or none when `path` is a whole URL. */
  readonly service?: string;
  /** Path with query; may hold templates (see template.ts). */
  readonly path: SentText;
  readonly headers: Readonly<Record<string, SentText>>;
  readonly body?: SentText;
  /** Share of the load's requests, relative to the other weights. Above 0. */
  readonly weight: number;
}

/** The failures after which an attempt is made again: no answer in time, none at all, or a status. */
export const lostAnswers = ["timeout", "connection"] as const;
export type LostAnswer = (typeof lostAnswers)[number];
export type RetryCause = LostAnswer | StatusRange;

/** The way in which those who send a load try again by themselves. */
export interface RetrySpec {
  /** Attempts after the first. */
  readonly count: number;
  /** Before the first retry; doubles with each. 0 retries at once. */
  readonly backoffMs: number;
  /** Share of each pause that is random, 0..1. */
  readonly jitter: number;
  /** Causes of a retry; whether the last attempt counts as a failure is `failOn`'s to say. */
  readonly on: readonly RetryCause[];
}

/** Pauses before attempts that follow each other. */
export interface BackoffSpec {
  /** Before the first of them. 0 tries again at once. */
  readonly backoffMs: number;
  /** Each pause is this many times the one before; 1 or more. */
  readonly factor: number;
  /** No pause is longer. */
  readonly longestMs: number;
  /** Share of each pause that is random, 0..1. */
  readonly jitter: number;
}

/** WebSocket sessions that are opened at the load's pacing, until there are so many, and are to stay open. */
export interface SessionsSpec {
  readonly count: number;
  /** A message is due so often in each. */
  readonly everyMs: number;
  /** JSON Pointer (RFC 6901) to the time in a message at which it was sent, in ms since the Unix epoch. */
  readonly sentAt: string;
  /** An attempt to open one that takes longer has failed. */
  readonly handshakeMs: number;
  /** One in which nothing comes for so long is closed and opened again. None: it is never given up for that. */
  readonly silenceMs?: number;
  /** Pauses before it is opened again; they begin anew once a message has come. */
  readonly reconnect: BackoffSpec;
}

export interface LoadSpec {
  readonly name: string;
  readonly pacing: Pacing;
  readonly requests: readonly RequestSpec[];
  /** Of one attempt; of sessions, from when a message was due until it came. */
  readonly timeoutMs: number;
  /** None for those who don't try again. */
  readonly retry?: RetrySpec;
  /** None for a load of requests: with them `requests` are what opens a session. Never beside `retry`. */
  readonly sessions?: SessionsSpec;
  /** The visits that arrive, step by step, in place of single requests; one for each of `requests`. Never beside those two. */
  readonly steps?: readonly StepSpec[];
  /** None for a load that speaks HTTP. Where there is one, `requests` is empty. */
  readonly command?: CommandSpec;
  /** None for a load that brownout sends itself. Where there is one, `requests` is empty. */
  readonly generator?: GeneratorSpec;
  /** False where its requests go out without a `traceparent`. */
  readonly traceparent?: false;
  /** Requests in flight at most, or visits on their way; an arrival beyond that is a failed observation. */
  readonly maxInFlight: number;
  /** Status codes that count as failure, as inclusive ranges. */
  readonly failOn: readonly StatusRange[];
}

/** A program that sends a load and tells of what came of it. */
export interface GeneratorSpec {
  readonly program: "vegeta";
  /** Path, from where the command was started, of what it is to send. */
  readonly file: string;
}

/** The services that a load sends to, one for each request or command; undefined for what goes to an address. */
export function servicesOf({ requests, command, generator }: LoadSpec): readonly (string | undefined)[] {
  const other = command === undefined && generator === undefined ? [] : [command?.service];
  return [...requests.map(({ service }) => service), ...other];
}
