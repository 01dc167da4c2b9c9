import assert from "node:assert/strict";
import { writeFileSync } from "node:fs";
import { join } from "node:path";
import { describe, type TestContext, test } from "node:test";
import { planCommand } from "../../../src/cli/commands/plan.ts";
import { answering, startPrometheus, vector } from "../../clients/sampling/prometheus-server.ts";
import { runCommand } from "../../support/run-command.ts";
import { temporaryFolder } from "../../support/temporary-folder.ts";

const graph = new URL("../../../fixtures/graphs/pair.yaml", import.meta.url).pathname;

const experiment = (url: string) => `
name: with-a-signal
system: { graph: ${graph} }
load: { shoppers: { request: GET front/, rate: 100/s } }
signals:
  errors: { prometheus: "${url}", query: "sum(rate(errors_total[5s]))" }
phases: { baseline: 10s, fault: 10s, recovery: 10s }
steady-state: [shoppers.error_rate < 1%]
faults: [{ type: latency, on: front -> back, latency: 100ms }]
expect: [errors.value < 5 over 5s]
`;

/** The plan of an experiment whose signal comes from a server that gives these values. */
async function planWith(context: TestContext, values: readonly string[], isGone = false) {
  const server = await startPrometheus(answering(200, vector(...values)));
  if (isGone) await server.stop();
  else context.after(() => server.stop());
  const file = join(await temporaryFolder(context), "with-a-signal.yaml");
  writeFileSync(file, experiment(server.signal.url));
  return { url: server.signal.url, planned: runCommand(planCommand, file) };
}

describe("plan", () => {
  test("shows where a signal comes from", async (context) => {
    const { planned, url } = await planWith(context, ["1"]);
    const { out, exitCode } = await planned;
    assert.equal(exitCode, 0);
    const text = out.replaceAll(/\s+/g, " ");
    assert.ok(text.includes(`errors: sum(rate(errors_total[5s])) of ${url}, asked every 1 s, stale after 15 s`), out);
    assert.ok(!out.includes("WARNING"), out);
  });

  test("warns of a signal that can't be read now", async (context) => {
    const { planned } = await planWith(context, ["1"], true);
    const { out, exitCode } = await planned;
    assert.equal(exitCode, 0);
    assert.match(out, /WARNING.*signal errors can't be read now: .*\n?.*ECONNREFUSED/);
  });

  test("refuses a signal that gives several series", async (context) => {
    const { planned } = await planWith(context, ["1", "2"]);
    await assert.rejects(planned, { code: "E_SIGNAL", exitCode: 64, hint: /aggregate/ });
  });
});
