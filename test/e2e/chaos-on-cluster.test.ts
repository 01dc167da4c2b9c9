import assert from "node:assert/strict";
import type { ChildProcess } from "node:child_process";
import { writeFile } from "node:fs/promises";
import { createServer } from "node:http";
import type { AddressInfo } from "node:net";
import { join } from "node:path";
import { describe, it, type TestContext } from "node:test";
import { applyAll, fakePair, kubectl, testNamespace, withoutCluster } from "../support/namespace.ts";
import { temporaryFolder } from "../support/temporary-folder.ts";
import { startBrownout } from "./brownout-process.ts";

const CHAOS = "networkchaos,podchaos";

/** A run of a fault on the user service, with a stand-in for the gateway: fake pods answer nobody. */
async function startRun(context: TestContext, fault: string) {
  const [folder, namespace] = await Promise.all([temporaryFolder(context), testNamespace(context)]);
  const server = createServer((_, response) => response.end("ok"));
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  context.after(() => server.close());
  await applyAll(namespace, fakePair);
  const experiment = join(folder, "experiment.yaml");
  await writeFile(
    experiment,
    `name: user-in-trouble
system:
  kubernetes:
    reach: { gateway: "http://127.0.0.1:${(server.address() as AddressInfo).port}" }
load:
  shoppers: { request: GET gateway/, rate: 20/s }
phases: { baseline: 3s, fault: 12s, recovery: 5s }
steady-state: [shoppers.error_rate < 50%]
faults: [${fault}]
expect: [shoppers.error_rate < 50%]
`,
  );
  const args = [
    "run",
    experiment,
    "--on",
    "kubernetes",
    "--namespace",
    namespace,
    "--runs",
    join(folder, "runs"),
    "--json",
  ];
  return { namespace, ...startBrownout(context, args) };
}

/** Resolves when the run has written it to stderr; rejects when it ends without. */
function says({ stderr }: ChildProcess, words: RegExp): Promise<void> {
  return new Promise((resolve, reject) => {
    let said = "";
    stderr?.on("data", (data: Buffer) => {
      said += data;
      if (words.test(said)) resolve();
    });
    stderr?.on("close", () => reject(new Error(`it never said ${words}: ${said}`)));
  });
}

function kubectlIn(namespace: string, ...args: readonly string[]): Promise<string> {
  return kubectl(["--namespace", namespace, ...args]);
}

describe("a run on a cluster, with a fault by Chaos Mesh", { skip: withoutCluster, concurrency: true }, () => {
  for (const [id, fault] of [
    ["packet-loss-1", "{ type: packet-loss, on: user, loss: 5% }"],
    // Of an edge's two ends, Chaos Mesh says at once that the one is in which its direction leaves alone.
    ["latency-1", "{ type: latency, on: gateway -> user, latency: 500ms }"],
    ["partition-1", "{ type: partition, on: gateway -> user, direction: both }"],
  ] as const) {
    it(`that is accepted and never goes in (${id}) ends inconclusive, says why, and leaves nothing`, async (context) => {
      const { namespace, ended } = await startRun(context, fault);
      const { code, stdout, stderr } = await ended;
      assert.equal(code, 3, stderr);
      const { verdict, reasons } = JSON.parse(stdout);
      assert.equal(verdict, "inconclusive");
      assert.match(reasons.join(), new RegExp(`${id} could not be put in .*is not injected.*cannot find daemonIP`));
      assert.equal(await kubectlIn(namespace, "get", `${CHAOS},lease`, "--output", "name"), "");
      assert.doesNotMatch(await kubectlIn(namespace, "get", "podnetworkchaos", "--output", "json"), /brownout-\d/);
    });
  }

  it("that somebody else ends is inconclusive, though all that was expected held", async (context) => {
    const { namespace, child, ended } = await startRun(context, "{ type: pause, on: user }");
    await says(child, /pause-1 took effect/);
    await kubectlIn(namespace, "delete", "podchaos", "--all");
    const { code, stdout, stderr } = await ended;
    assert.equal(code, 3, stderr);
    assert.match(JSON.parse(stdout).reasons.join(), /pause-1 .*somebody else deleted PodChaos/);
  });
});
