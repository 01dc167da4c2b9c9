import assert from "node:assert/strict";
import { spawn } from "node:child_process";
import { once } from "node:events";
import { createServer } from "node:net";
import { join } from "node:path";
import { test } from "node:test";
import { processState } from "../../src/clients/os/process-identity.ts";
import { foreignToxiproxy } from "../support/foreign-toxiproxy.ts";
import { deadAddress } from "../support/sockets.ts";
import { temporaryFolder } from "../support/temporary-folder.ts";
import { ask } from "../support/toxiproxy-http.ts";
import { spawnBrownout, startBrownout, untilItSays } from "./brownout-process.ts";
import { untilNothingRuns } from "./leftovers.ts";
import { startTwoServices, writeExternalExperiment } from "./two-services.ts";

const GONE_WITHIN_MS = 20_000;

for (const { protectedBy, code, verdict } of [
  { protectedBy: 100, code: 0, verdict: "pass" },
  { protectedBy: undefined, code: 1, verdict: "fail" },
]) {
  test(`what runs already, ${protectedBy ? "with" : "without"} a timeout: ${verdict}`, async (context) => {
    const folder = await temporaryFolder(context);
    const { checkout, listen, upstream } = await startTwoServices(context, protectedBy);
    const edges = { "checkout -> pricing": { listen, upstream } };
    const file = await writeExternalExperiment(
      folder,
      { services: { checkout }, edges },
      {
        // The proxy is on the edge only while a run is: checkout fails before.
        phases: { "warm-up": "300ms", baseline: "1200ms", fault: "3500ms", recovery: "1s" },
        expect: ["users.p50 < 500ms", "(checkout -> pricing).rate > 1/s"],
      },
    );
    const args = ["run", file, "--runs", join(folder, "runs"), "--json"];
    const ended = await startBrownout(context, args).ended;
    assert.equal(ended.code, code, ended.stderr + ended.stdout);
    const result = JSON.parse(ended.stdout);
    assert.equal(result.verdict, verdict);
    assert.equal(result.faults[0].took, "true");
    assert.ok(result.signals["checkout -> pricing"], "the edge is measured");
    await untilNothingRuns(folder, GONE_WITHIN_MS);
    await assert.rejects(fetch(`http://${listen}/`), "the proxy is gone");
  });
}

test("a runner that is killed leaves neither its proxy nor a toxic in somebody's Toxiproxy", async (context) => {
  const folder = await temporaryFolder(context);
  const { checkout, listen, upstream } = await startTwoServices(context);
  const toxiproxy = await foreignToxiproxy(context, { name: "checkout-pricing", listen, upstream });
  const foreign = { name: "theirs", type: "latency", attributes: { latency: 1 } };
  await ask(toxiproxy, "POST /proxies/checkout-pricing/toxics", foreign);
  const other = await deadAddress();
  const edges = { "checkout -> stock": { listen: other, upstream } };
  const file = await writeExternalExperiment(
    folder,
    { services: { checkout }, edges, toxiproxy },
    {
      phases: { baseline: "500ms", fault: "30s", recovery: "1s" },
      abort: [],
    },
  );
  const runs = join(folder, "runs");
  const runner = spawnBrownout(context, ["run", file, "--runs", runs, "--json"]);
  await untilItSays(runner, /theirs on checkout-pricing/);
  const toxics = () => ask<{ name: string }[]>(toxiproxy, "GET /proxies/checkout-pricing/toxics");
  while ((await toxics()).length < 2) assert.equal(runner.exitCode, null);
  assert.equal((await fetch(`http://${other}/`)).status, 200, "our own proxy is there");
  runner.kill("SIGKILL");
  await once(runner, "exit");
  await untilNothingRuns(folder, GONE_WITHIN_MS);
  assert.deepEqual(
    (await toxics()).map(({ name }) => name),
    ["theirs"],
  );
  await assert.rejects(fetch(`http://${other}/`), "our own proxy is gone");
});

test("a process is paused by its pid and goes on; one that would have to be started again is refused", async (context) => {
  const folder = await temporaryFolder(context);
  const { listen, upstream } = await startTwoServices(context);
  const child = spawn(process.execPath, ["-e", HELLO, listen.split(":")[1] ?? ""], {
    stdio: ["ignore", "pipe", "inherit"],
  });
  context.after(() => child.kill("SIGKILL"));
  await once(child.stdout, "data");
  const services = { checkout: { url: `http://${listen}`, pid: child.pid } };
  const pause = [{ type: "pause", on: "checkout", duration: "600ms" }];
  const expect = ["users.max > 200ms"];
  const file = await writeExternalExperiment(folder, { services }, { faults: pause, expect });
  const ended = await startBrownout(context, ["run", file, "--runs", join(folder, "runs")]).ended;
  assert.equal(ended.code, 0, ended.stderr + ended.stdout);
  assert.equal(processState(child.pid ?? 0), "running");

  const kill = [{ type: "kill", on: "checkout" }];
  const killing = await writeExternalExperiment(folder, { services }, { faults: kill });
  const refused = await startBrownout(context, ["plan", killing]).ended;
  assert.equal(refused.code, 64);
  assert.match(refused.stderr, /nobody here could start process \d+ of checkout again, so it can't be undone/);

  const taken = createServer().listen(0, "127.0.0.1");
  await once(taken, "listening");
  const { port } = taken.address() as { port: number };
  context.after(() => taken.close());
  const edges = { "checkout -> pricing": { listen: `127.0.0.1:${port}`, upstream } };
  const clashing = await writeExternalExperiment(folder, { services, edges });
  const clash = await startBrownout(context, ["plan", clashing]).ended;
  assert.equal(clash.code, 3);
  assert.match(
    clash.stderr,
    new RegExp(`can't listen on 127.0.0.1:${port} for checkout -> pricing: pid ${process.pid} \\(`),
  );
});

/** A server at the port of its first argument. */
const HELLO = `require("node:http").createServer((_, response) => response.end("hello"))
  .listen(Number(process.argv[1]), "127.0.0.1", () => console.log("up"))`;
