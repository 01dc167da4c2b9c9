import assert from "node:assert/strict";
import { describe, it } from "node:test";
import { Histogram } from "../../src/judge/measure/histogram.ts";
import type { CommandConnection } from "../../src/load/commands/command-connection.ts";
import { makeStream } from "../../src/load/kinds.ts";
import { type ResolvedLoad, WHOLE_LOAD } from "../../src/load/load.ts";
import type { OutgoingRequest } from "../../src/load/request-mix.ts";
import { Lines } from "../../src/load/sessions/lines.ts";
import { seededRandom } from "../../src/values/random/random.ts";
import { FakeClock } from "../support/fake-clock.ts";
import { makeLoad } from "./collector.ts";
import { ScriptedConnections } from "./scripted-connections.ts";

/** Added to what is left of a time, so that it has come then. */
const ROUNDING_MS = 1e-6;

/** Sends a load of 100 a second to where nobody answers: the first five things, with their times, and when the next load begins. */
async function beginningOf(parts: Partial<ResolvedLoad>) {
  const clock = new FakeClock();
  const random = seededRandom(3);
  const connections = new ScriptedConnections(clock, []);
  const sent: string[] = [];
  const note = (atMs: number, what: string) => void sent.push(`${atMs.toFixed(2)} ${what}`);
  const lines = new (class extends Lines {
    override dial({ path }: OutgoingRequest) {
      note(clock.nowMs(), path);
      return { drop: () => undefined };
    }
  })();
  const connect = (): CommandConnection => ({
    isOpen: true,
    send: ([text = ""]) => {
      note(clock.nowMs(), text);
      return new Promise(() => undefined);
    },
    close: () => undefined,
  });
  const context = {
    clock,
    connections,
    lines,
    scheduleLag: new Histogram(),
    share: WHOLE_LOAD,
    run: "run-1",
    onDue: () => undefined,
    onRoom: () => undefined,
    connects: new Map([["load", connect]]),
  };
  const pacing = { kind: "poisson", ratePerS: 100 } as const;
  const requests = ["a", "b"].map((name) => ({
    method: "GET",
    urls: [`http://127.0.0.1:1/${name}/{{int 1 99}}`],
    headers: {},
    weight: 1,
  }));
  const stream = makeStream(makeLoad({ pacing, requests, timeoutMs: 25, ...parts }), context, 0, random);
  const next = makeStream(makeLoad({ pacing, requests, name: "next" }), context, 0, random);
  while (sent.length + connections.sent.length < 5) {
    await clock.advance(Math.max(0, stream.nextDueMs() - clock.nowMs()) + ROUNDING_MS);
    stream.doWhatIsDue(64);
  }
  for (const { atMs, path } of connections.sent) note(atMs, path);
  return { sent: sent.slice(0, 5), nextMs: next.nextDueMs().toFixed(2) };
}

const SESSIONS = { count: 2, everyMs: 100, sentAt: "/at", handshakeMs: 20 };
const RECONNECT = { backoffMs: 10, factor: 2, longestMs: 100, jitter: 1 };
const COMMAND = { kind: "any", addresses: ["a:1"], connections: 9, settings: {}, sends: ["GET {{int 1 99}}"] };
const STEPS = [{ name: "a", thinkMs: { from: 0, to: 0 }, take: [] }];

const beginnings: readonly (readonly [string, Partial<ResolvedLoad>, readonly string[]])[] = [
  ["requests", {}, ["7.17 /b/89", "30.63 /b/27", "52.71 /b/9", "52.89 /a/9", "66.08 /a/83"]],
  [
    "requests that are tried again",
    { retry: { count: 9, backoffMs: 10, jitter: 1, on: ["timeout"] } },
    ["7.17 /b/89", "30.63 /b/27", "35.37 /b/89", "52.71 /b/9", "52.89 /a/9"],
  ],
  [
    "sessions",
    { sessions: { ...SESSIONS, reconnect: RECONNECT } },
    ["7.17 /b/89", "30.37 /b/89", "30.63 /b/27", "57.95 /b/27", "59.99 /b/89"],
  ],
  [
    "commands",
    { requests: [], command: COMMAND },
    ["7.17 GET 92", "30.63 GET 81", "52.71 GET 67", "52.89 GET 32", "66.08 GET 15"],
  ],
  ["visits", { steps: STEPS }, ["7.17 /a/74", "30.63 /a/74", "52.71 /a/80", "52.89 /a/31", "66.08 /a/40"]],
];

describe("what a seed stands for", { timeout: 10_000 }, () => {
  for (const [kind, parts, expected] of beginnings) {
    it(`is the same as ever for ${kind}, and for the load after them`, async () => {
      assert.deepEqual(await beginningOf(parts), { sent: expected, nextMs: "4.91" });
    });
  }
});
