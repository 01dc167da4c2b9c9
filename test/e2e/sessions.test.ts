import assert from "node:assert/strict";
import { writeFile } from "node:fs/promises";
import { join } from "node:path";
import { describe, type TestContext, test } from "node:test";
import { fileURLToPath } from "node:url";
import { temporaryFolder } from "../support/temporary-folder.ts";
import { startBrownout } from "./brownout-process.ts";

const graph = fileURLToPath(new URL("../../fixtures/graphs/trading.yaml", import.meta.url));

interface Lengths {
  /** Time for which both gateways stand still. */
  readonly pause: string;
  readonly baseline: string;
  readonly fault: string;
}

/** A run in which both gateways, which send 20 traders a tick every 250 ms, stand still for a while. */
async function runWithPause(context: TestContext, { pause, baseline, fault }: Lengths) {
  const folder = await temporaryFolder(context);
  const experiment = join(folder, "ticks.yaml");
  await writeFile(
    experiment,
    `name: ticks
system: { graph: ${graph}, variant: unprotected }
load:
  traders:
    request: GET gateway/ticks
    rate: 40/s
    sessions: { count: 20, message: { every: 250ms, sent-at: /sentAt } }
phases: { warm-up: 1s, baseline: ${baseline}, fault: ${fault}, recovery: 500ms }
steady-state: [traders.p90 < 400ms]
faults: [{ type: pause, on: gateway, mode: all, duration: ${pause} }]
expect: [traders.p90 < 400ms]
`,
  );
  const { code, stdout, stderr } = await startBrownout(context, ["run", experiment, "--json"], folder).ended;
  assert.ok(stdout !== "", stderr);
  return { code, stderr, result: JSON.parse(stdout) };
}

describe("a run with sessions that stay open", { concurrency: true, timeout: 60_000 }, () => {
  test("passes where their messages hardly come later", async (context) => {
    const { code, stderr, result } = await runWithPause(context, { pause: "100ms", baseline: "1s", fault: "2s" });
    assert.equal(code, 0, result.reasons.join() + stderr);
    const { baseline, fault } = result.signals.traders;
    assert.ok(baseline.ended > 40 && fault.ended > 80, "20 sessions, 4 messages a second each");
  });

  test("fails where they don't come while it lasts, though no request is sent that could fail", async (context) => {
    // On a busy machine a limit is only broken where that lasts longer than a stall may, and nearly all the time.
    const lengths = { pause: "3500ms", baseline: "3s", fault: "4s" };
    const { code, stderr, result } = await runWithPause(context, lengths);
    assert.equal(code, 1, result.reasons.join() + stderr);
    assert.match(result.reasons.join(), /^traders\.p90 < 400ms: does not hold at/);
  });
});
