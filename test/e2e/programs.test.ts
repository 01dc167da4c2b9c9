import assert from "node:assert/strict";
import { spawn } from "node:child_process";
import { once } from "node:events";
import { chmod, readdir, readFile, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { test } from "node:test";
import { fileURLToPath } from "node:url";
import { findRunProcesses } from "../../src/clients/os/run-processes.ts";
import { runProgram } from "../../src/clients/os/run-program.ts";
import { sendSignal } from "../../src/clients/os/send-signal.ts";
import { testsNeeding } from "../support/needs.ts";
import { withoutPostgres } from "../support/real-servers.ts";
import { freePort } from "../support/sockets.ts";
import { temporaryFolder } from "../support/temporary-folder.ts";
import { withoutExamplePrograms } from "../support/without-example-programs.ts";
import { startBrownout, untilItSays } from "./brownout-process.ts";

const example = fileURLToPath(new URL("../../examples/programs", import.meta.url));

/** Seconds shorter than the example's own, and with what each edge must have shown. */
const experiment = {
  name: "languages",
  system: { graph: "graph.yaml" },
  load: { shoppers: { request: "GET web/", rate: "60/s", timeout: "5s" } },
  phases: { "warm-up": "1s", baseline: "2s", fault: "2s", recovery: "3s" },
  "steady-state": ["shoppers.p50 < 1s"],
  faults: [
    { type: "latency", on: "web -> pricing", latency: "500ms" },
    { type: "latency", on: "stock -> db", latency: "200ms" },
    { type: "restart", on: "pricing", grace: "2s" },
  ],
  expect: ["shoppers.p50 < 2s"],
};

test("services in Node, Python, Go and Java on Redis and PostgreSQL: up, slowed, judged, and gone", {
  timeout: 180_000,
  skip: await withoutExamplePrograms(),
}, async (t) => {
  const folder = await temporaryFolder(t);
  const stock = join(folder, "stock");
  const built = await runProgram(["go", "build", "-o", stock, join(example, "stock.go")]);
  assert.equal(built?.code, 0, built?.stderr);
  const graph = (await readFile(join(example, "graph.yaml"), "utf8"))
    .replace("go run stock.go", stock)
    .replaceAll(/^ {4}command: .*$/gm, `$&\n    cwd: ${JSON.stringify(example)}`);
  await writeFile(join(folder, "graph.yaml"), graph);
  await writeFile(join(folder, "languages.yaml"), JSON.stringify(experiment));
  const { code, stdout, stderr } = await startBrownout(t, ["run", "languages.yaml", "--json"], folder).ended;
  assert.equal(code, 0, stdout + stderr);
  const { signals, faults, runId, run } = JSON.parse(stdout);
  assert.deepEqual(
    faults.map((fault: { took: string }) => fault.took),
    ["true", "true", "true"],
  );
  assert.ok(signals["web -> stock"].fault.p50Ms >= 200, stdout);
  // HTTP, Redis by lines and PostgreSQL: all of it is seen.
  assert.ok(signals["web -> tax"].baseline.ended > 60, stdout);
  assert.ok(signals["pricing -> cache"].baseline.ended > 60, stdout);
  assert.ok(signals["stock -> db"].baseline.ended > 60, stdout);
  assert.ok(signals["stock -> db"].fault.p50Ms >= 200, stdout);
  assert.deepEqual(await findRunProcesses({ token: runId, logFolder: join(run, "logs") }), []);
});

testsNeeding(withoutPostgres).test(
  "the example's PostgreSQL ends as it is told or as it must, and leaves nothing",
  async (t) => {
    const folder = await temporaryFolder(t);
    await chmod(folder, 0o755);
    const start = (port: string) => {
      const options = { env: { ...process.env, TMPDIR: folder }, detached: true } as const;
      const child = spawn("sh", [join(example, "postgres.sh"), port], options);
      const signal = (name: NodeJS.Signals) => sendSignal(-(child.pid ?? assert.fail()), name);
      t.after(() => signal("SIGKILL"));
      return { child, signal };
    };
    assert.deepEqual(await once(start("nonsense").child, "exit"), [1, null]);
    assert.deepEqual(await readdir(folder), []);

    for (const name of ["SIGINT", "SIGTERM"] as const) {
      const { child, signal } = start(String(await freePort()));
      await untilItSays(child, /ready to accept connections/);
      signal(name);
      assert.deepEqual(await once(child, "exit"), [0, null]);
      assert.deepEqual(await readdir(folder), []);
    }
  },
);

test("the example's own experiment is right", async (t) => {
  const { code, stderr } = await startBrownout(t, ["validate", join(example, "pricing-slow.yaml")]).ended;
  assert.equal(code, 0, stderr);
});
