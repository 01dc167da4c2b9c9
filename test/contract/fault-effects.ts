import assert from "node:assert/strict";
import { setTimeout as pause } from "node:timers/promises";
import type { Call, CallEnd, CallOptions } from "./caller.ts";

/** The effect of a kind of fault as a caller sees it. */
export interface EffectCase {
  /** As in an experiment file. */
  readonly params: Readonly<Record<string, unknown>>;
  /** As there, on an edge, for a kind whose keys are others there. */
  readonly onEdge?: Readonly<Record<string, unknown>>;
  readonly call?: CallOptions;
  /** Number of calls that are begun besides, for what shows only under load. */
  readonly otherCalls?: number;
  /**
   * True when connections that are there are reset at their next bytes, also those that a service in between has kept.
   */
  readonly resetsLive?: boolean;
  /** Looks at a call that ended while the fault was in. */
  readonly ended?: (end: CallEnd) => void;
  /** True when a call gets nothing back, not even an end, while the fault is in. */
  readonly hangs?: boolean;
}

const refused: EffectCase["ended"] = ({ outcome }) => assert.equal(outcome, "ECONNREFUSED");

/** One case for every kind of fault; a kind without one fails the suite. */
export const effectCases: Readonly<Record<string, EffectCase>> = {
  latency: {
    params: { latency: "300ms", jitter: "50ms" },
    ended: ({ outcome, answeredMs }) => {
      assert.equal(outcome, 200);
      assert.ok(answeredMs >= 250, `answered after ${answeredMs} ms`);
    },
  },
  bandwidth: {
    params: { rate: "8KB/s", stream: "upstream" },
    call: { padBytes: 4000 },
    ended: ({ outcome, answeredMs }) => {
      assert.equal(outcome, 200);
      assert.ok(answeredMs >= 400, `answered after ${answeredMs} ms`);
    },
  },
  "slow-close": {
    params: { delay: "300ms" },
    ended: ({ outcome, closedMs }) => {
      assert.equal(outcome, 200);
      assert.ok(closedMs >= 300, `closed after ${closedMs} ms`);
    },
  },
  timeout: { params: {}, call: { keepAlive: true }, hangs: true },
  reset: { params: {}, ended: ({ outcome }) => assert.equal(outcome, "ECONNRESET") },
  slicer: {
    // A busy caller may read several pieces at once, but never the last one before its time.
    params: { size: "20B", delay: "20ms" },
    ended: ({ outcome, answeredMs }) => {
      assert.equal(outcome, 200);
      assert.ok(answeredMs >= 100, `answered after ${answeredMs} ms`);
    },
  },
  limit: { params: { bytes: "30B" }, ended: ({ outcome }) => assert.equal(outcome, "cut off") },
  down: { params: {}, ended: refused },
  "http-status": {
    params: { port: 8080, status: 503 },
    onEdge: { status: 418, method: "GET", share: "100%" },
    ended: ({ outcome }) => assert.equal(outcome, 418),
  },
  "http-abort": {
    params: { port: 8080, path: "/prices/*", method: "GET" },
    onEdge: { path: "/*" },
    ended: ({ outcome }) => assert.equal(outcome, "ECONNRESET"),
  },
  "http-delay": {
    params: { port: 8080, delay: "500ms" },
    onEdge: { delay: "300ms", header: { "X-Pad": "*" } },
    ended: ({ outcome, answeredMs }) => {
      assert.equal(outcome, 200);
      assert.ok(answeredMs >= 300, `answered after ${answeredMs} ms`);
    },
  },
  "http-lost-answer": { params: { hang: true }, call: { keepAlive: true }, hangs: true },
  "http-slow-answer": {
    params: { rate: "1KB/s" },
    ended: ({ outcome, answeredMs }) => {
      assert.equal(outcome, 200);
      assert.ok(answeredMs >= 20, `answered after ${answeredMs} ms`);
    },
  },
  "http-truncate": { params: { bytes: "1B" }, ended: ({ outcome }) => assert.equal(outcome, "cut off") },
  "http-header": {
    params: { message: "answer", set: { "X-Brownout": "was here" } },
    ended: ({ outcome }) => assert.equal(outcome, 200),
  },
  "grpc-status": {
    params: { status: "UNAVAILABLE", message: "back soon" },
    call: { grpc: true },
    ended: ({ outcome }) => assert.equal(outcome, "grpc-status 14: back soon"),
  },
  "tls-handshake": {
    params: { failure: "refuse" },
    ended: ({ outcome }) => assert.match(String(outcome), /^EPROTO$|ALERT_HANDSHAKE_FAILURE$/),
  },
  "query-delay": {
    params: { delay: "300ms", match: "GET price:*" },
    ended: ({ outcome, answeredMs }) => {
      assert.equal(outcome, 200);
      assert.ok(answeredMs >= 300, `answered after ${answeredMs} ms`);
    },
  },
  "query-error": {
    params: { error: "LOADING Redis is loading", match: "GET price:*" },
    ended: ({ outcome }) => assert.equal(outcome, "LOADING Redis is loading"),
  },
  kill: { params: {}, ended: refused },
  terminate: { params: { grace: "2s" }, ended: refused },
  pause: { params: {}, call: { keepAlive: true }, hangs: true },
  // Until the new process is ready it refuses, then it answers: both are as they should be.
  restart: { params: { grace: "2s" } },
  redeploy: { params: { grace: "2s" } },
  disconnect: { params: {}, ended: refused },
  cpu: { params: { limit: 0.02 }, ended: ({ outcome }) => assert.equal(outcome, 200) },
  // Without a load, no call shows it.
  memory: { params: { limit: "500MB" } },
  "packet-loss": { params: { loss: "100%" }, hangs: true },
  "packet-delay": {
    params: { delay: "300ms" },
    resetsLive: true,
    ended: ({ outcome, answeredMs }) => {
      assert.equal(outcome, 200);
      assert.ok(answeredMs >= 300, `answered after ${answeredMs} ms`);
    },
  },
  // What TCP makes of these can't be told by one call.
  "packet-duplicate": { params: { share: "100%" } },
  "packet-reorder": { params: { share: "50%" } },
  "packet-corrupt": { params: { share: "10%" } },
  // 64 KB pass at once; so many answers are more.
  "packet-bandwidth": { params: { rate: "8KB/s" }, otherCalls: 400 },
  partition: { params: {}, hangs: true },
  // Through a service in between, its answer says so.
  "tcp-reset": { params: {}, ended: ({ outcome }) => assert.ok(outcome === "ECONNREFUSED" || outcome === 502) },
  // Made by the API of a cluster; test/contract/pod-faults.test.ts shows what becomes of the pods.
  "pod-evict": { params: {} },
  scale: { params: { to: 0 } },
  cordon: { params: {} },
  // Made by Chaos Mesh; there is no daemon of it where these tests run, so no call shows them.
  "container-kill": { params: { containers: ["service"] } },
  "cpu-stress": { params: { workers: 2, load: "80%" } },
  "memory-stress": { params: { size: "64MB" } },
  "dns-error": { params: { names: ["payments.example.com", "pay.*"] } },
  "clock-skew": { params: { by: "10m", direction: "behind" } },
  "io-delay": { params: { volume: "/data", delay: "100ms", share: "50%", operations: ["read"] } },
  "io-error": { params: { volume: "/data", path: "/data/log/*", error: "ENOSPC" } },
  manifest: { params: { file: "network-chaos.yaml" } },
};

/** Many times what a call takes. */
const HANGS_MS = 300;

/** Checks that a call went as its case says. */
export async function checkEffect(effect: EffectCase, call: Call): Promise<void> {
  if (effect.hangs) {
    await pause(HANGS_MS);
    assert.equal(call.isAnswered, false);
  } else effect.ended?.(await call.end);
}
