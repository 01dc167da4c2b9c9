import assert from "node:assert/strict";
import { writeFile } from "node:fs/promises";
import { join } from "node:path";
import type { TestContext } from "node:test";
import { setTimeout as delay } from "node:timers/promises";
import {
  applyAll,
  fakePair,
  kubectl,
  objectsIn,
  testNamespace,
  untilReady,
  withoutCluster,
  writeManifests,
} from "../support/namespace.ts";
import { testsNeeding } from "../support/needs.ts";
import { startStandIn } from "../support/stand-in.ts";
import { temporaryFolder } from "../support/temporary-folder.ts";
import { startBrownout } from "./brownout-process.ts";
import { processesOf } from "./leftovers.ts";

const { describe, it } = testsNeeding(withoutCluster);

/** A guardian needs a second or two, and fake nodes no longer; the machine may be very busy. */
const GONE_WITHIN_MS = 120_000;

/** A run on what a namespace has, killed with its guardian while the user service is scaled to no pods. */
async function killedWithNoPods(context: TestContext) {
  const [folder, namespace, gateway] = await Promise.all([
    temporaryFolder(context),
    testNamespace(context),
    startStandIn(context),
  ]);
  await applyAll(namespace, fakePair);
  await untilReady(namespace, "gateway", "user");
  const experiment = join(folder, "experiment.yaml");
  await writeFile(
    experiment,
    `name: user-scaled-away
system: { kubernetes: { reach: { gateway: "${gateway}" } } }
load: { shoppers: { request: GET gateway/, rate: 20/s } }
phases: { baseline: 2s, fault: "\${FAULT:-2s}", recovery: 3s }
steady-state: [shoppers.error_rate < 50%]
faults: [{ type: scale, on: user, to: 0 }]
expect: [shoppers.error_rate < 50%]
`,
  );
  const where = ["--on", "kubernetes", "--namespace", namespace];
  const run = (...more: readonly string[]) =>
    startBrownout(context, ["run", experiment, ...where, "--runs", join(folder, "runs"), ...more]);
  const killed = run("--var", "FAULT=60s");
  await until(async () => ((await replicasOfUser(namespace)) === "0" ? true : undefined));
  await killBoth({ folder });
  await killed.ended;
  return { namespace, where, run };
}

function replicasOfUser(namespace: string): Promise<string> {
  return kubectl(["--namespace", namespace, "get", "deployment", "user", "--output", "jsonpath={.spec.replicas}"]);
}

async function letLeaseRunOut(namespace: string): Promise<void> {
  const longAgo = { spec: { renewTime: "2020-01-01T00:00:00.000000Z" } };
  const patch = ["patch", "lease", "brownout", "--type", "merge", "--patch", JSON.stringify(longAgo)];
  await kubectl(["--namespace", namespace, ...patch]);
}

/** A run on a namespace's manifests that has its fault in: a user service whose pods are frozen by Chaos Mesh. */
async function runWithFault(context: TestContext) {
  const [folder, namespace] = await Promise.all([temporaryFolder(context), testNamespace(context)]);
  const experiment = join(folder, "experiment.yaml");
  await writeManifests(folder, fakePair);
  await writeFile(
    experiment,
    `name: user-paused
system:
  kubernetes:
    manifests: [manifests.yaml]
    reach: { gateway: "${await startStandIn(context)}" }
load:
  shoppers: { request: GET gateway/, rate: 20/s }
phases: { baseline: 3s, fault: 60s, recovery: 5s }
steady-state: [shoppers.error_rate < 50%]
faults: [{ type: pause, on: user }]
expect: [shoppers.error_rate < 50%]
`,
  );
  const runs = join(folder, "runs");
  const args = ["run", experiment, "--on", "kubernetes", "--namespace", namespace, "--runs", runs];
  const { child, ended } = startBrownout(context, args);
  const [first] = await Promise.race([
    until(() => chaosIn(namespace)),
    ended.then(({ stderr }) => [`ended: ${stderr}`]),
  ]);
  assert.match(first ?? "", /^podchaos/);
  return { folder, namespace, runs, child, ended };
}

async function chaosIn(namespace: string): Promise<readonly string[] | undefined> {
  const out = await kubectl(["--namespace", namespace, "get", "podchaos", "--output", "name"]);
  return out === "" ? undefined : out.split("\n");
}

/** Asks until there is an answer. */
async function until<T>(look: () => Promise<T | undefined>): Promise<T> {
  const giveUpAt = performance.now() + GONE_WITHIN_MS;
  while (performance.now() < giveUpAt) {
    const found = await look();
    if (found !== undefined) return found;
    await delay(100);
  }
  throw new Error(`not so after ${GONE_WITHIN_MS} ms`);
}

async function untilEmpty(namespace: string): Promise<void> {
  await until(async () => {
    const left = [...(await objectsIn(namespace)), ...((await chaosIn(namespace)) ?? [])];
    return left.length === 0 ? true : undefined;
  });
}

async function killBoth({ folder }: { readonly folder: string }): Promise<void> {
  const processes = await processesOf(folder);
  for (const line of processes) process.kill(Number.parseInt(line, 10), "SIGKILL");
}

describe("a run on a cluster that is killed", { concurrency: true, timeout: 280_000 }, () => {
  it("is undone by its guardian", async (context) => {
    const { namespace, child } = await runWithFault(context);
    child.kill("SIGKILL");
    await untilEmpty(namespace);
  });

  it("together with its guardian is undone by recover, from its journal", async (context) => {
    const run = await runWithFault(context);
    await killBoth(run);
    await run.ended;
    assert.ok((await objectsIn(run.namespace)).length > 0);
    const recovered = await startBrownout(context, ["recover", "--runs", run.runs]).ended;
    assert.equal(recovered.code, 0, recovered.stdout + recovered.stderr);
    assert.match(recovered.stdout, /took out pause as PodChaos .*\n.*took out the lease on the namespace/);
    await untilEmpty(run.namespace);
  });

  it("together with its guardian is undone by recover from anywhere, when its lease has run out", async (context) => {
    const run = await runWithFault(context);
    const recover = () => startBrownout(context, ["recover", "--on", "kubernetes", "--namespace", run.namespace]).ended;
    const live = await recover();
    assert.equal(live.code, 0);
    assert.match(live.stdout, /^nothing is left of runs that are gone; .*; left alone, as it lives .*: run /);
    await killBoth(run);
    await run.ended;
    await letLeaseRunOut(run.namespace);
    const recovered = await recover();
    assert.equal(recovered.code, 0, recovered.stdout + recovered.stderr);
    assert.match(recovered.stdout, /took out PodChaos .*\n.*took out the lease on the namespace .* \(4 objects\)/);
    await untilEmpty(run.namespace);
  });

  it("a moment ago is waited for by recover, which calls nothing clean before", async (context) => {
    const { namespace, where } = await killedWithNoPods(context);
    const recovered = await startBrownout(context, ["recover", ...where]).ended;
    assert.equal(recovered.code, 0, recovered.stdout + recovered.stderr);
    assert.match(recovered.stderr, /is held by run .*: waiting until it renews its lease, or that has run out/);
    assert.match(recovered.stdout, /took out scale of user/);
    assert.equal(await replicasOfUser(namespace), "2");
  });

  it("is undone by the next run before that is planned, though its service has no pods", async (context) => {
    const { namespace, run } = await killedWithNoPods(context);
    await letLeaseRunOut(namespace);
    const next = await run().ended;
    assert.equal(next.code, 0, next.stdout + next.stderr);
    assert.match(next.stderr, /took out what \S+ left, a run that is gone: scale of user/);
    assert.equal(await replicasOfUser(namespace), "2");
  });
});
