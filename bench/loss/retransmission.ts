import type { Random } from "../../src/values/random/random.ts";

/** TCP_RTO_MIN. */
const LEAST_TIMEOUT_MS = 200;
/** TCP_TIMEOUT_INIT, and how often it is kept before it doubles (`tcp_syn_linear_timeouts`). */
const SYN_TIMEOUT_MS = 1000;
const LINEAR_SYNS = 4;

/**
 * State of Linux's estimate of a connection's round trips, in ms (`tcp_rtt_estimator`; the deviations are 4 times the
 * mean deviation, as there), and whether it has a probe out, during which it sends no other.
 */
export interface Sender {
  readonly srttMs: number;
  readonly deviationMs: number;
  readonly allowanceMs: number;
  readonly isProbing: boolean;
}

export const newSender: Sender = { srttMs: 0, deviationMs: 0, allowanceMs: LEAST_TIMEOUT_MS, isProbing: false };

/** Conditions for a segment that is sent while nothing else is under way. */
export interface LoneSegment {
  /** Share of packets that are lost, below 1. */
  readonly loss: number;
  readonly random: Random;
  /** Time that its receiver waits with the acknowledgement, in ms. */
  readonly ackAfterMs: number;
}

/** Draws after how many ms a lone segment arrives, and what its sender is like once it is acknowledged. */
export function sendLone(
  sender: Sender,
  { loss, random, ackAfterMs }: LoneSegment,
): { delayMs: number; sender: Sender } {
  const arrives = () => random() >= loss;
  let [sendMs, sent] = [0, 0];
  let [delayMs, lastArrivedMs] = [-1, 0];
  // The acknowledgement rides on a segment of the peer's, which is sent again like any other.
  let [ackMs, ackWaitMs] = [Number.POSITIVE_INFINITY, LEAST_TIMEOUT_MS];
  for (;;) {
    const isAckNext = ackMs < sendMs;
    const arrived = arrives();
    if (isAckNext && arrived) {
      const isProbing = !sender.isProbing && sent === 2;
      return { delayMs, sender: measured(sender, ackMs - lastArrivedMs, isProbing) };
    }
    if (isAckNext) {
      if (ackMs > delayMs + ackAfterMs) ackWaitMs *= 2;
      ackMs += onWheel(ackWaitMs, random);
      continue;
    }
    if (arrived) {
      lastArrivedMs = sendMs;
      const isFirst = delayMs < 0;
      // A duplicate is acknowledged at once.
      if (!isFirst && arrives()) return { delayMs, sender: measured(sender, 0, false) };
      if (isFirst) [delayMs, ackMs] = [sendMs, sendMs + ackAfterMs];
    }
    sendMs += onWheel(timeoutMs(sender, sent++), random);
  }
}

/** Draws by how many ms the handshake of a new connection is late. */
export function shakeHands(loss: number, random: Random): number {
  const arrives = () => random() >= loss;
  let isKnown = false;
  let [waitedMs, timeoutMs] = [0, SYN_TIMEOUT_MS];
  for (let sent = 0; ; sent++) {
    // The server sends its answer again by itself, too.
    if (isKnown && arrives()) return waitedMs;
    if (arrives()) {
      isKnown = true;
      if (arrives()) return waitedMs;
    }
    if (sent > LINEAR_SYNS) timeoutMs *= 2;
    waitedMs += timeoutMs;
  }
}

/** A tail loss probe first, which doesn't back off, then timeouts that double. */
function timeoutMs({ srttMs, allowanceMs, isProbing }: Sender, sent: number): number {
  const rtoMs = srttMs + allowanceMs;
  if (isProbing) return rtoMs * 2 ** sent;
  return sent === 0 ? Math.min(2 * srttMs + LEAST_TIMEOUT_MS, rtoMs) : rtoMs * 2 ** (sent - 1);
}

/** Timers go off at the next tick of their wheel, coarser the longer they are (kernel/time/timer.c, HZ 250). */
function onWheel(timeoutMs: number, random: Random): number {
  let [reachMs, tickMs] = [252, 4];
  while (timeoutMs >= reachMs) [reachMs, tickMs] = [reachMs * 8, tickMs * 8];
  return timeoutMs + tickMs * (0.5 + random());
}

function measured(sender: Sender, rttMs: number, isProbing: boolean): Sender {
  const errorMs = rttMs - sender.srttMs;
  const excessMs = Math.abs(errorMs) - sender.deviationMs / 4;
  const deviationMs = sender.deviationMs + (errorMs < 0 && excessMs > 0 ? excessMs / 8 : excessMs);
  const seenMs = Math.max(deviationMs, LEAST_TIMEOUT_MS);
  const allowanceMs = Math.max(seenMs, sender.allowanceMs - Math.max(0, sender.allowanceMs - seenMs) / 4);
  return { srttMs: sender.srttMs + errorMs / 8, deviationMs, allowanceMs, isProbing };
}
