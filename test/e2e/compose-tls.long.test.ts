/** Tests what is said of edges in real containers: TLS that ends at proxies with a certificate of the run's own, and faults inside. */
import assert from "node:assert/strict";
import { chmod, mkdir, readdir, readFile, writeFile } from "node:fs/promises";
import { join } from "node:path";
import type { TestContext } from "node:test";
import { setTimeout as pause } from "node:timers/promises";
import { Authority } from "../../src/proxy/certificates/authority.ts";
import { systemClock } from "../../src/values/clock/system-clock.ts";
import { DEMO_SERVICE_IMAGE, PROXY_IMAGE } from "../../src/values/images.ts";
import { cannotRun } from "../faults/network/network-pair.ts";
import { docker, withoutImage } from "../support/docker.ts";
import { testsNeeding } from "../support/needs.ts";
import { temporaryFolder } from "../support/temporary-folder.ts";
import { startBrownout } from "./brownout-process.ts";
import { partsOf } from "./compose-leftovers.ts";
import { journalsIn, untilNothingRuns } from "./leftovers.ts";

const lacks = (await withoutImage(DEMO_SERVICE_IMAGE)) || (await withoutImage(PROXY_IMAGE)) || cannotRun;
const { describe, test } = testsNeeding(lacks);
const file = join(import.meta.dirname, "compose-tls/docker-compose.yml");

const on = "front -> back";
const over = {
  edges: { [on]: { protocol: "http2", tls: { terminate: true, ca: "back-ca.pem", "server-name": "back.example" } } },
  load: { users: { request: "GET front/", rate: "30/s", timeout: "4s" } },
  control: { share: "30%" },
  phases: { baseline: "2s", fault: "6s", recovery: "2s" },
  "steady-state": ["users.error_rate < 50%"],
  faults: [{ type: "http-status", on, status: 503 }],
  expect: ["users.treated.error_rate > 50%", "users.control.error_rate < 50%"],
};
/** A fault on handshakes hits both arms, so that no experiment has it beside them. */
const spoilt = {
  control: undefined,
  faults: [
    { type: "http-lost-answer", on, every: 2, duration: "1500ms" },
    { type: "tls-handshake", on, failure: "expired", start: "2s" },
  ],
  expect: ["users.error_rate > 1%"],
};

/** The folder of an experiment on the project, with its certificates, and the project's variables. */
async function prepare(context: TestContext, project: string, proxy: "brownout" | "redirect", changes: object) {
  const folder = await temporaryFolder(context);
  const certificates = join(folder, "certificates");
  await mkdir(certificates);
  await chmod(certificates, 0o755);
  const authority = new Authority(systemClock);
  const { cert, key } = authority.issue(["back.example"]);
  await writeFile(join(certificates, "back.pem"), cert, { mode: 0o644 });
  await writeFile(join(certificates, "back-key.pem"), key, { mode: 0o644 });
  await writeFile(join(folder, "back-ca.pem"), authority.certificate);
  const edges = proxy === "redirect" ? { [on]: "8443" } : {};
  const experiment = { ...over, name: "tls", system: { compose: { file, project, proxy, edges } }, ...changes };
  await writeFile(join(folder, "tls.yaml"), JSON.stringify(experiment));
  // Until it is redirected, the caller trusts nobody that it calls.
  const to = proxy === "redirect" ? { BACK: "back:8443", READY: "up" } : { BACK: "toxiproxy:20001", READY: "" };
  const env = { ...process.env, CERTIFICATES: certificates, ...to };
  const start = (...args: readonly string[]) => startBrownout(context, [...args, "--on", "compose"], folder, { env });
  return { folder, runs: join(folder, ".brownout/runs"), start };
}

describe("TLS that ends at a proxy on Compose", { concurrency: true, timeout: 150_000 }, () => {
  test("is trusted before the first call, and faults act on one arm of the calls inside", async (context) => {
    const project = `brownout-tls-${process.pid}`;
    const { runs, start } = await prepare(context, project, "brownout", {});
    const { code: planned, stdout: plan } = await start("plan", "tls.yaml").ended;
    assert.equal(planned, 0, plan);
    assert.match(plan.replaceAll(/\s+/g, " "), /own authority \(\/brownout\/ca\.pem in its callers' containers;/);
    const { code, stdout, stderr } = await start("run", "tls.yaml", "--json").ended;
    // On a busy machine the verdict is that nothing can be told.
    assert.ok(code === 0 || code === 3, stdout + stderr);
    const { signals, faults } = JSON.parse(stdout);
    assert.deepEqual(
      faults.map(({ took }: { readonly took: string }) => took),
      ["true"],
      stdout,
    );
    const { baseline, fault } = signals[on];
    assert.ok(baseline.statuses["2xx"] > 20, stdout);
    assert.ok(fault.statuses["5xx"] > 30 && fault.statuses["2xx"] > 10, stdout);
    await leavesNothing(runs, project);
  });

  test("is taken away with all else where the runner is killed, redirected, and shows a certificate that is spoilt", async (context) => {
    const project = `brownout-tls-killed-${process.pid}`;
    const { folder, runs, start } = await prepare(context, project, "redirect", spoilt);
    const { child, ended } = start("run", "tls.yaml");
    const shown = () => journalsIn(runs).then((text) => text.split('"took":"true"').length - 1);
    while ((await shown()) < spoilt.faults.length) {
      assert.equal(child.exitCode, null, await journalsIn(runs));
      await pause(50);
    }
    const trusted = await docker("exec", `${project}-front-1`, "sh", "-c", "grep -c BEGIN $NODE_EXTRA_CA_CERTS");
    // Those of its image are among them.
    assert.ok(Number(trusted) > 50, trusted);
    child.kill("SIGKILL");
    await ended;
    await untilNothingRuns(folder, 60_000);
    assert.equal((await startBrownout(context, ["recover"], folder).ended).code, 0);
    await leavesNothing(runs, project);
  });
});

async function leavesNothing(runs: string, project: string): Promise<void> {
  assert.deepEqual(await partsOf(project), []);
  for (const entry of await readdir(runs, { recursive: true, withFileTypes: true })) {
    if (entry.isFile()) assert.doesNotMatch(await readFile(join(entry.parentPath, entry.name), "utf8"), /PRIVATE KEY/);
  }
}
