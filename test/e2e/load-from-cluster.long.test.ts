import assert from "node:assert/strict";
import { writeFile } from "node:fs/promises";
import { join } from "node:path";
import type { TestContext } from "node:test";
import { setTimeout as delay } from "node:timers/promises";
import { answeringGateway } from "../support/answering-gateway.ts";
import { ApiFaultProxy } from "../support/api-proxy/api-fault-proxy.ts";
import { applyAll, kubectl, testNamespace, untilReady, withoutCluster } from "../support/namespace.ts";
import { testsNeeding } from "../support/needs.ts";
import { temporaryFolder } from "../support/temporary-folder.ts";
import { startBrownout, untilItSays } from "./brownout-process.ts";
import { processesOf } from "./leftovers.ts";

const { describe, it } = testsNeeding(withoutCluster);

/** The machine may be very busy. */
const PATIENCE_MS = 120_000;

async function makeSystem(context: TestContext, { from = "{ cluster: { pods: 3 } }", fault = "4s" } = {}) {
  const [folder, namespace] = await Promise.all([temporaryFolder(context), testNamespace(context)]);
  await applyAll(namespace, answeringGateway());
  await untilReady(namespace, "gateway");
  const experiment = join(folder, "experiment.yaml");
  await writeFile(
    experiment,
    `name: user-killed
system: { kubernetes: {} }
load:
  from: ${from}
  shoppers: { request: GET gateway/, rate: 60/s }
phases: { baseline: 3s, fault: ${fault}, recovery: 2s }
steady-state: [shoppers.error_rate < 50%]
faults: [{ type: kill, on: user }]
expect: [shoppers.error_rate < 50%]
`,
  );
  const runs = join(folder, "runs");
  const args = ["run", experiment, "--on", "kubernetes", "--namespace", namespace, "--runs", runs, "--json"];
  return {
    folder,
    namespace,
    runs,
    start: (env = process.env) => startBrownout(context, args, folder, { env }),
  };
}

async function sendersIn(namespace: string): Promise<readonly string[]> {
  const selector = "app.kubernetes.io/name=brownout-load,brownout.dev/run";
  const out = await kubectl(["--namespace", namespace, "get", "pods", "--selector", selector, "--output", "name"]);
  return out.split("\n").filter(Boolean);
}

async function leftIn(namespace: string): Promise<readonly string[]> {
  const out = await kubectl(["--namespace", namespace, "get", "job,lease", "--output", "name"]);
  return [...out.split("\n").filter(Boolean), ...(await sendersIn(namespace))];
}

async function until(what: string, look: () => Promise<boolean>): Promise<void> {
  const giveUpAt = performance.now() + PATIENCE_MS;
  while (!(await look())) {
    if (performance.now() > giveUpAt) throw new Error(`not so after ${PATIENCE_MS} ms: ${what}`);
    await delay(100);
  }
}

const untilNothingIsLeft = (namespace: string) =>
  until("nothing is left", async () => (await leftIn(namespace)).length === 0);

/** Requests that the gateway has had, by where they came from. */
async function requestsAt(namespace: string): Promise<Readonly<Record<string, number>>> {
  const ask = `require("node:http").get("http://127.0.0.1:8080/count", (answer) => answer.pipe(process.stdout))`;
  return JSON.parse(await kubectl(["--namespace", namespace, "exec", "deployment/gateway", "--", "node", "-e", ask]));
}

describe("a load from inside of the cluster", { concurrency: 2, timeout: 600_000 }, () => {
  it("comes in equal shares from pods of its own, is measured as one, and goes with them", async (context) => {
    const { namespace, start } = await makeSystem(context);
    const run = start();
    await untilItSays(run.child, /phase baseline/);
    assert.equal((await sendersIn(namespace)).length, 3);
    const { code, stdout, stderr } = await run.ended;
    assert.equal(code, 0, `${stderr}\n${stdout}`);
    const counts = Object.values(await requestsAt(namespace)).sort((a, b) => a - b);
    assert.equal(counts.length, 3, "three pods, three addresses");
    const [least = 0, , most = Infinity] = counts;
    // 60/s over nine seconds; a sender starts, and ends, some requests before another.
    assert.ok(most - least < 60, `equal shares: ${counts}`);
    const phases: readonly { readonly started: number }[] = Object.values(JSON.parse(stdout).signals.shoppers);
    const measured = phases.reduce((all, { started }) => all + started, 0);
    const arrived = counts.reduce((all, count) => all + count, 0);
    // What is sent while the run goes down belongs to no phase.
    assert.ok(measured <= arrived && measured > arrived - 60, `${measured} were measured of ${arrived}`);
    await untilNothingIsLeft(namespace);
  });

  it("makes a run inconclusive when a pod of it goes, and says which", async (context) => {
    const { namespace, start } = await makeSystem(context, { fault: "120s" });
    const run = start();
    await untilItSays(run.child, /phase fault/);
    const [first = ""] = await sendersIn(namespace);
    await kubectl(["--namespace", namespace, "delete", first, "--grace-period=0", "--force"]);
    const { code, stdout } = await run.ended;
    assert.equal(code, 3, stdout);
    assert.match(stdout, new RegExp(`${first.replace("/", " ")} sends no load any more`));
    await untilNothingIsLeft(namespace);
  });

  it("makes a run inconclusive when the port forwarded to a pod of it breaks, and says how", async (context) => {
    const { namespace, start } = await makeSystem(context, { from: "{ cluster: { pods: 1 } }", fault: "120s" });
    const api = await ApiFaultProxy.start(context, process.env.KUBECONFIG ?? "");
    const run = start({ ...process.env, KUBECONFIG: api.kubeconfigPath });
    await untilItSays(run.child, /phase fault/);
    api.breakConnections();
    const { code, stdout } = await run.ended;
    assert.equal(code, 3, stdout);
    assert.match(stdout, /sends no load any more: .*; the port forwarded to it: the connection to pod .* broke: /);
    await untilNothingIsLeft(namespace);
  });

  it("ends with its runner, and the guardian takes its pods away", async (context) => {
    const { namespace, start } = await makeSystem(context, { fault: "120s" });
    const run = start();
    await untilItSays(run.child, /phase fault/);
    run.child.kill("SIGKILL");
    await untilNothingIsLeft(namespace);
  });

  it("ends by itself where runner and guardian are gone, and `recover` takes the rest away", async (context) => {
    const { namespace, start, runs, folder } = await makeSystem(context, { fault: "120s" });
    const run = start();
    await untilItSays(run.child, /phase fault/);
    for (const line of await processesOf(folder)) process.kill(Number.parseInt(line, 10), "SIGKILL");
    await run.ended;
    const complete = "--for=condition=Complete";
    await kubectl(["--namespace", namespace, "wait", "job/brownout-load", complete, "--timeout=55s"]);
    const before = await requestsAt(namespace);
    const { code, stderr } = await startBrownout(context, ["recover", "--runs", runs]).ended;
    assert.equal(code, 0, stderr);
    await untilNothingIsLeft(namespace);
    assert.deepEqual(await requestsAt(namespace), before, "nothing was sent since");
  });

  it("that can't come up makes a run inconclusive, with what its pod waits for", async (context) => {
    const { namespace, start } = await makeSystem(context, {
      from: "{ cluster: { pods: 1, image: nowhere/brownout:9 } }",
    });
    const { code, stdout } = await start().ended;
    assert.equal(code, 3, stdout);
    assert.match(stdout, /Job brownout-load can't become ready: 0 of 1 pods are ready/);
    assert.match(stdout, /nowhere\/brownout:9/);
    await untilNothingIsLeft(namespace);
  });
});
