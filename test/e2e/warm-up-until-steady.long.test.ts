import assert from "node:assert/strict";
import { createServer } from "node:http";
import type { AddressInfo } from "node:net";
import { join } from "node:path";
import { type TestContext, test } from "node:test";
import { temporaryFolder } from "../support/temporary-folder.ts";
import { startBrownout } from "./brownout-process.ts";
import { writePairExperiment } from "./pair-experiment.ts";

const options = { timeout: 120_000 };

/** A server that takes as long as it says at so many ms after its first request. */
async function server(context: TestContext, latencyMs: (sinceMs: number) => number): Promise<string> {
  let firstMs: number | undefined;
  const server = createServer((_request, response) => {
    firstMs ??= performance.now();
    setTimeout(() => response.end(), latencyMs(performance.now() - firstMs));
  });
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  context.after(() => server.close().closeAllConnections());
  return `http://127.0.0.1:${(server.address() as AddressInfo).port}/`;
}

async function warmUp(context: TestContext, url: string, most: string) {
  const folder = await temporaryFolder(context);
  const file = await writePairExperiment(folder, {
    load: { users: { request: `GET ${url}`, rate: "100/s" } },
    phases: { "warm-up": { "until-steady": most }, baseline: "500ms", fault: "1s", recovery: "500ms" },
  });
  const plan = await startBrownout(context, ["plan", file]).ended;
  const run = await startBrownout(context, ["run", file, "--json", "--runs", join(folder, "runs")]).ended;
  const result = JSON.parse(run.stdout);
  const phase = result.phases.find(({ name }: { name: string }) => name === "warm-up");
  return { plan: plan.stdout.replace(/\s+/g, " "), result, warmUpMs: phase.toMs - phase.fromMs };
}

test("a warm-up until steady ends when the load no longer drifts", options, async (context) => {
  const url = await server(context, (sinceMs) => Math.max(40, 400 - 0.09 * sinceMs));
  const { plan, result, warmUpMs } = await warmUp(context, url, "60s");
  assert.match(plan, /WARM-UP until the load no longer drifts, at most 60 s/);
  // The server is level after 4 s, and that takes ten windows of half a second to show, or five of them nearly.
  assert.ok(warmUpMs > 5500 && warmUpMs < 50_000, `${warmUpMs}`);
  assert.deepEqual(result.warnings, []);
  assert.ok(result.signals.users.baseline.p50Ms < 100, `${result.signals.users.baseline.p50Ms}`);
});

test("a load that still drifts at its longest is warned of, and the baseline begins", options, async (context) => {
  const url = await server(context, (sinceMs) => 20 + 0.04 * sinceMs);
  const { result, warmUpMs } = await warmUp(context, url, "8s");
  assert.ok(warmUpMs >= 8000 && warmUpMs < 12_000, `${warmUpMs}`);
  assert.match(result.warnings[0], /the load still drifted when the warm-up had lasted 8 s, the longest it may/);
  assert.ok(result.signals.users.baseline !== undefined);
});
