import assert from "node:assert/strict";
import { readdir, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { type TestContext, test } from "node:test";
import { withoutKafka } from "../support/kafka/without-kafka.ts";
import { testsNeeding } from "../support/needs.ts";
import { temporaryFolder } from "../support/temporary-folder.ts";
import { spawnBrownout, startBrownout, untilItSays } from "./brownout-process.ts";
import { untilNothingRuns } from "./leftovers.ts";

const withKafka = testsNeeding(await withoutKafka());

const polling = { "session-timeout": "1500ms", heartbeat: "100ms" };
const consumes = { from: "kafka/results", group: "standings", calls: ["GET rules/"] };
const graph = {
  name: "results",
  services: {
    kafka: { broker: { topics: { results: { partitions: 2 } }, "first-rebalance-delay": "0ms" } },
    api: { routes: { "POST /results": { publishes: "kafka/results" } } },
    projector: { consumes, polling: { ...polling, interval: "30s" } },
    odd: { consumes, polling: { ...polling, interval: "500ms", batch: 1 } },
    rules: { routes: { "GET /": {} } },
  },
};
const group = { of: "kafka", every: "100ms" };

/** An experiment in which the odd one of two consumers has less time than a call takes. Its data is in the folder, too. */
async function writeExperiment(context: TestContext, fault = "20s") {
  const folder = await temporaryFolder(context);
  await writeFile(join(folder, "graph.yaml"), JSON.stringify(graph));
  const experiment = {
    name: "results",
    system: { graph: "graph.yaml" },
    load: { referees: { request: "POST api/results", rate: "100/s" } },
    signals: {
      lag: { ...group, metric: 'kafka_group_lag{group="standings"}' },
      members: { ...group, metric: 'kafka_group_members{group="standings"}' },
      rebalances: { ...group, metric: "kafka_group_rebalances_10s" },
      left: { metric: "consumer_poll_expired_total", of: "odd", every: "100ms" },
    },
    phases: { baseline: "2s", fault, recovery: "1s" },
    "steady-state": ["members.value >= 2", "lag.value < 20"],
    faults: [{ type: "latency", on: "odd -> rules", latency: "800ms" }],
    abort: ["left.value >= 2 over 500ms"],
    expect: ["rebalances.value < 1 over 1s"],
  };
  const file = join(folder, "results.yaml");
  await writeFile(file, JSON.stringify(experiment));
  return { folder, file, env: { ...process.env, TMPDIR: folder } };
}

/** Folders that Kafka has its data in. */
async function dataIn(folder: string): Promise<readonly string[]> {
  return (await readdir(folder)).filter((name) => name.startsWith("brownout-kafka-"));
}

withKafka.describe("a graph with a broker", () => {
  withKafka.test(
    "a consumer that polls too late leaves its group, which rebalances over and over",
    { timeout: 90_000 },
    async (context) => {
      const { folder, file, env } = await writeExperiment(context);
      const { code, stdout, stderr } = await startBrownout(context, ["run", file, "--json"], folder, { env }).ended;
      assert.equal(code, 2, stderr + stdout);
      const { criteria, stop } = JSON.parse(stdout);
      assert.ok(stop.judgement.measured >= 2);
      const [members, lag, rebalances] = criteria.map(
        ({ judgement }: { readonly judgement: { readonly measured: number } }) => judgement.measured,
      );
      assert.equal(members, 2);
      assert.ok(lag < 20 && rebalances >= 1, stdout);
      assert.deepEqual(await dataIn(folder), []);
    },
  );

  withKafka.test("leaves no Kafka behind when the runner is killed", { timeout: 60_000 }, async (context) => {
    const { folder, file, env } = await writeExperiment(context);
    const runs = join(folder, "runs");
    const runner = spawnBrownout(context, ["run", file, "--json", "--runs", runs], folder, { env });
    await untilItSays(runner, /phase baseline/);
    assert.equal((await dataIn(folder)).length, 1);
    runner.kill("SIGKILL");
    // Its folder is in the command line of Kafka, and of what removes its data.
    await untilNothingRuns(folder, 20_000);
    assert.deepEqual(await dataIn(folder), []);
  });
});

test("without Kafka's jars nothing is started, and it says what to do", { timeout: 60_000 }, async (context) => {
  const { folder, file } = await writeExperiment(context);
  const env = { ...process.env, BROWNOUT_KAFKA: join(folder, "nowhere") };
  const { code, stdout, stderr } = await startBrownout(context, ["run", file], folder, { env }).ended;
  assert.equal(code, 64, stdout);
  assert.match(stderr, /kafka is a broker, and .*nowhere doesn't have Kafka's jars/);
  assert.match(stderr, /BROWNOUT_KAFKA/);
  assert.match(stderr, /E_NO_KAFKA/);
});

test("a graph with a broker is for this machine alone", { timeout: 60_000 }, async (context) => {
  const { folder } = await writeExperiment(context);
  const args = ["graph", "export", "graph.yaml", "--to", "compose"];
  const { code, stderr } = await startBrownout(context, args, folder).ended;
  assert.equal(code, 64);
  assert.match(stderr, /kafka is a broker, and the demo service's image has no Kafka/);
});
