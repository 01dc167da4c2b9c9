import assert from "node:assert/strict";
import { writeFile } from "node:fs/promises";
import { join } from "node:path";
import type { TestContext } from "node:test";
import { setTimeout as delay } from "node:timers/promises";
import { seededRandom } from "../../src/values/random/random.ts";
import { applyAll, fakePair, kubectl, testNamespace, untilReady, withoutCluster } from "../support/namespace.ts";
import { testsNeeding } from "../support/needs.ts";
import { startStandIn } from "../support/stand-in.ts";
import { temporaryFolder } from "../support/temporary-folder.ts";
import { startBrownout, untilItSays } from "./brownout-process.ts";
import { processesOf, takenOutByOthers, untilNothingRuns } from "./leftovers.ts";

const { describe, it } = testsNeeding(withoutCluster);

/** Far more than a guardian needs: the machine may be very busy. */
const GONE_WITHIN_MS = 120_000;

/** The third is accepted and never goes in, where pods are fake. */
const faults = [
  { type: "kill", on: "user" },
  { type: "pause", on: "user" },
  { type: "packet-loss", on: "user", loss: "10%" },
  { type: "scale", on: "user", to: 4 },
];
type Fault = (typeof faults)[number];

const undoneBy = ["guardian", "recover by journal", "recover by label"] as const;

interface Moment {
  readonly atMs: number;
  readonly after: "start" | "fault phase";
  readonly by: (typeof undoneBy)[number];
}

const random = seededRandom(20261121);

/** About half of them on the way up, and half while the fault goes in, is in, and goes out. */
function moments(count: number): readonly Moment[] {
  return Array.from({ length: count }, (_, index) => ({
    atMs: Math.round(random() * 5000),
    after: index % 2 === 0 ? "fault phase" : "start",
    by: undoneBy[index % undoneBy.length] as (typeof undoneBy)[number],
  }));
}

interface Found {
  readonly kind: string;
  readonly metadata: { readonly name: string; readonly labels?: object; readonly annotations?: object };
  readonly spec: { readonly duration?: string; readonly leaseDurationSeconds?: number; readonly replicas?: number };
  readonly status?: { readonly conditions?: readonly { readonly type: string; readonly status: string }[] };
}

/** Finds what runs make in a namespace, and what they change. */
async function lookAt(namespace: string): Promise<{ readonly made: readonly Found[]; readonly workloads: object }> {
  const kinds = "lease,podchaos,networkchaos,deployment";
  const { items } = JSON.parse(await kubectl(["--namespace", namespace, "get", kinds, "--output", "json"]));
  const found: readonly Found[] = items;
  const workloads = found
    .filter(({ kind }) => kind === "Deployment")
    .map(({ metadata: { name, labels, annotations }, spec: { replicas } }) => ({
      name,
      labels,
      annotations,
      replicas,
    }));
  return { made: found.filter(({ kind }) => kind !== "Deployment"), workloads };
}

/** A namespace with a pair of services, and an experiment on it with a stand-in for the gateway: fake pods answer nobody. */
async function fakeSystem(context: TestContext, fault: Fault, faultPhase: string) {
  const [folder, namespace] = await Promise.all([temporaryFolder(context), testNamespace(context)]);
  const standIn = await startStandIn(context);
  await applyAll(namespace, fakePair);
  await untilReady(namespace, "gateway", "user");
  const experiment = join(folder, "experiment.yaml");
  await writeFile(
    experiment,
    `name: user-in-trouble
system: { kubernetes: {} }
load: { shoppers: { request: "GET ${standIn}/", rate: 100/s } }
phases: { baseline: 1s, fault: ${faultPhase}, recovery: 500ms }
steady-state: [shoppers.error_rate < 50%]
faults: [${JSON.stringify(fault)}]
expect: [shoppers.error_rate < 50%]
`,
  );
  return { folder, namespace, experiment };
}
type FakeSystem = Awaited<ReturnType<typeof fakeSystem>>;

/** Starts a run and kills it at the moment. Resolves with where its folder is. */
async function runAndKill(
  context: TestContext,
  { folder, namespace, experiment }: FakeSystem,
  { atMs, after, by }: Moment,
): Promise<string> {
  const runs = join(folder, `runs-${atMs}`);
  const where = ["--on", "kubernetes", "--namespace", namespace];
  const { child, ended } = startBrownout(context, ["run", experiment, ...where, "--runs", runs, "--json"]);
  if (after === "fault phase") await untilItSays(child, /phase fault/);
  await Promise.race([delay(atMs), ended]);
  if (by !== "guardian") {
    for (const line of await processesOf(runs)) {
      if (/ guardian /.test(line)) process.kill(Number.parseInt(line, 10), "SIGKILL");
    }
  }
  child.kill("SIGKILL");
  await ended;
  return runs;
}

/** That all that a run made ends, though nobody takes it away. */
async function checkEnds(namespace: string): Promise<void> {
  for (const { kind, metadata, spec } of (await lookAt(namespace)).made) {
    assert.ok(spec.duration ?? spec.leaseDurationSeconds, `${kind} ${metadata.name} never ends`);
  }
}

/** Another run's recover would wait until the lease has run out; here it has. */
async function letLeaseRunOut(namespace: string): Promise<void> {
  const { made } = await lookAt(namespace);
  if (!made.some(({ kind }) => kind === "Lease")) return;
  const longAgo = JSON.stringify({ spec: { renewTime: "2020-01-01T00:00:00.000000Z" } });
  await kubectl(["--namespace", namespace, "patch", "lease", "brownout", "--type", "merge", "--patch", longAgo]);
}

async function takeOut(
  context: TestContext,
  { namespace }: FakeSystem,
  runs: string,
  by: Moment["by"],
): Promise<readonly string[]> {
  if (by === "guardian") await untilNothingRuns(runs, GONE_WITHIN_MS);
  else {
    await checkEnds(namespace);
    if (by === "recover by label") await letLeaseRunOut(namespace);
    const where = by === "recover by label" ? ["--on", "kubernetes", "--namespace", namespace] : ["--runs", runs];
    const { code, stdout, stderr } = await startBrownout(context, ["recover", ...where]).ended;
    assert.equal(code, 0, stdout + stderr);
    if (by === "recover by label") return [...stdout.matchAll(/: took out (\S+)/g)].map(([, what = ""]) => what);
  }
  return takenOutByOthers(runs);
}

const nameOf = ({ atMs, after, by }: Moment) => `${atMs} ms after its ${after}, by ${by}`;

describe("a run on a cluster, killed at a random moment", {
  concurrency: true,
  timeout: 280_000,
}, () => {
  for (const fault of faults) {
    const drawn = moments(5);
    it(`with ${fault.type} leaves nothing`, async (lane) => {
      const system = await fakeSystem(lane as TestContext, fault, "3s");
      const before = await lookAt(system.namespace);
      const takenOut: string[] = [];
      for (const moment of drawn) {
        await lane.test(nameOf(moment), async (context) => {
          const runs = await runAndKill(context, system, moment);
          takenOut.push(...(await takeOut(context, system, runs, moment.by)));
          assert.deepEqual(await lookAt(system.namespace), before);
        });
      }
      assert.ok(takenOut.length > 0, "no runner was killed while anything of it was there");
    });
  }

  it("leaves what ends by itself where nobody undoes it", async (context) => {
    // Long enough to be killed in: a busy machine needs a while to find them all.
    const system = await fakeSystem(context, { type: "pause", on: "user" }, "8s");
    const where = ["--on", "kubernetes", "--namespace", system.namespace, "--runs", join(system.folder, "runs")];
    const { child, ended } = startBrownout(context, ["run", system.experiment, ...where, "--json"]);
    await untilItSays(child, /pause-1 is in/);
    for (const line of await processesOf(system.folder)) process.kill(Number.parseInt(line, 10), "SIGKILL");
    await ended;
    await checkEnds(system.namespace);
    const giveUpAt = performance.now() + GONE_WITHIN_MS;
    while (!(await isRecovered(system.namespace))) {
      assert.ok(performance.now() < giveUpAt, "the chaos outlived its duration");
      await delay(500);
    }
  });
});

async function isRecovered(namespace: string): Promise<boolean> {
  const { made } = await lookAt(namespace);
  const chaos = made.find(({ kind }) => kind === "PodChaos");
  assert.ok(chaos, "it went by itself");
  const conditions = chaos.status?.conditions ?? [];
  return conditions.some(({ type, status }) => type === "AllRecovered" && status === "True");
}
