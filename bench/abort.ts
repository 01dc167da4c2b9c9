/**
 * From an abort condition becoming true to the fault being gone. A target starts to fail at once; when the
 * condition became true is computed from every single answer that it gave, and when the fault was gone is when
 * the proxy confirmed it. `node bench/abort.ts`
 */
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { createServer } from "node:http";
import type { AddressInfo } from "node:net";
import { tmpdir } from "node:os";
import { join, resolve } from "node:path";
import { wilson } from "../src/judge/measure/wilson.ts";
import { systemClock } from "../src/values/clock/system-clock.ts";
import { runFile } from "./run-file.ts";

const ROUNDS = 15;
const WINDOW_MS = 1000;
const LIMIT = 0.5;

const experiment = (port: number) => `
name: abort-bench
system: { graph: ${resolve("fixtures/graphs/pair.yaml")} }
load: { users: { request: "GET http://127.0.0.1:${port}/", rate: 500/s } }
phases: { baseline: 2s, fault: 30s, recovery: 1ms }
steady-state: [users.error_rate < 5%]
faults: [{ type: latency, on: front -> back, latency: 100ms }]
abort: [users.error_rate > ${LIMIT * 100}% over ${WINDOW_MS}ms]
expect: [users.error_rate < 5%]
`;

interface Answer {
  readonly atMs: number;
  readonly failed: boolean;
}

const folder = mkdtempSync(join(tmpdir(), "brownout-bench-"));
const delaysMs: number[] = [];
for (let round = 0; round < ROUNDS; round++) delaysMs.push(await measureOnce(round));
rmSync(folder, { recursive: true });
const sorted = delaysMs.toSorted((a, b) => a - b);
const at = (share: number) => (sorted[Math.floor(share * (sorted.length - 1))] ?? Number.NaN).toFixed(0);
console.log("| runs | min ms | median ms | max ms |\n|---:|---:|---:|---:|");
console.log(`| ${ROUNDS} | ${at(0)} | ${at(0.5)} | ${at(1)} |`);

async function measureOnce(round: number): Promise<number> {
  const answers: Answer[] = [];
  let failing = false;
  const server = createServer((_request, response) => {
    answers.push({ atMs: systemClock.nowMs(), failed: failing });
    response.writeHead(failing ? 500 : 200).end();
  });
  await new Promise<void>((listening) => server.listen(0, "127.0.0.1", listening));
  const file = join(folder, `${round}.yaml`);
  writeFileSync(file, experiment((server.address() as AddressInfo).port));
  let goneAtMs = Number.NaN;
  await runFile(file, "local", join(folder, "runs"), (event) => {
    // Not at a round number, so that ticks and failures meet at every phase.
    if (event.type === "injected") systemClock.after(700 + round * 7.3, () => (failing = true));
    if (event.type === "undone" && Number.isNaN(goneAtMs)) goneAtMs = systemClock.nowMs();
  });
  server.closeAllConnections();
  await new Promise((closed) => server.close(closed));
  return goneAtMs - conditionTrueAtMs(answers);
}

/** Time at which the share of failures among the answers of the last window was, with its interval, over the limit. */
function conditionTrueAtMs(answers: readonly Answer[]): number {
  for (const [index, { atMs }] of answers.entries()) {
    const window = answers.slice(0, index + 1).filter((answer) => answer.atMs > atMs - WINDOW_MS);
    const failed = window.filter((answer) => answer.failed).length;
    if (failed > 0 && wilson(failed, window.length).low > LIMIT) return atMs;
  }
  throw new Error("the condition never became true");
}
