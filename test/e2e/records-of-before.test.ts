import assert from "node:assert/strict";
import { spawn } from "node:child_process";
import { once } from "node:events";
import { mkdir, readFile, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { describe, type TestContext, test } from "node:test";
import { fileURLToPath } from "node:url";
import { findCluster } from "../../src/clients/cluster/find-cluster.ts";
import { findEngine } from "../../src/clients/engine/engine-address.ts";
import { NETWORK_TOOLS_IMAGE } from "../../src/values/images.ts";
import type { UndoRecord } from "../../src/values/undo-record.ts";
import { withoutImage } from "../support/docker.ts";
import { withoutCluster } from "../support/namespace.ts";
import { recorded, runStarted } from "../support/run-events.ts";
import { startSlowProxy } from "../support/slow-proxy.ts";
import { temporaryFolder } from "../support/temporary-folder.ts";
import { ask } from "../support/toxiproxy-http.ts";
import { startBrownout } from "./brownout-process.ts";

/** One of each kind at least, as 0.1 wrote them (`git show dec383e`); addresses are put in by the tests. */
const fixture = fileURLToPath(new URL("../records/undo/fixtures/records-of-0.1.json", import.meta.url));
const records: readonly UndoRecord[] = JSON.parse(await readFile(fixture, "utf8"));

const withoutEngine = await withoutImage(NETWORK_TOOLS_IMAGE);

/** The records of these kinds, with something else in place of each of these texts. */
function recordsOf(kinds: readonly string[], instead: Readonly<Record<string, string>> = {}): readonly UndoRecord[] {
  const text = JSON.stringify(records.filter(({ kind }) => kinds.includes(kind)));
  return JSON.parse(Object.entries(instead).reduce((rest, [from, to]) => rest.replaceAll(from, to), text));
}

/** `recover` on a journal as 0.1 left it: without a header and without checksums. */
async function recover(context: TestContext, some: readonly UndoRecord[]) {
  const runs = await temporaryFolder(context);
  const folder = join(runs, "20261121-012414-0k3f");
  await mkdir(folder, { mode: 0o700 });
  const lines = [runStarted("before"), ...some.map((record) => recorded(record))].map(
    (event) => `${JSON.stringify(event)}\n`,
  );
  await writeFile(join(folder, "journal.jsonl"), lines.join(""), { mode: 0o600 });
  return await startBrownout(context, ["recover", "--runs", runs]).ended;
}

async function assertTakenOut(context: TestContext, some: readonly UndoRecord[]): Promise<void> {
  const { code, stdout, stderr } = await recover(context, some);
  assert.equal(code, 0, stderr);
  for (const { what } of some) assert.ok(stdout.includes(`took out ${what}`), `${what}: ${stdout}`);
}

describe("records of 0.1 are still undone", () => {
  test("a toxic, and a proxy that is down", async (context) => {
    const proxy = await startSlowProxy(context);
    const toxic = { name: "brownout-latency-1-mi8i5j40", type: "latency", attributes: { latency: 1000 } };
    await ask(proxy.url, "POST /proxies/p/toxics", toxic);
    await ask(proxy.url, "POST /proxies/p", { enabled: false });
    await assertTakenOut(context, recordsOf(["toxic", "proxy-down"], { "http://127.0.0.1:8474": proxy.url }));
    assert.deepEqual(await proxy.toxics(), []);
    assert.equal((await ask<{ enabled: boolean }>(proxy.url, "GET /proxies/p")).enabled, true);
  });

  test("a local system's processes, and a fault in a network that went with it", async (context) => {
    const env = { ...process.env, BROWNOUT_RUN: "20261121-012414-0k3f" };
    const service = spawn(process.execPath, ["-e", "setInterval(() => undefined, 1000)"], { env, stdio: "ignore" });
    context.after(() => service.kill("SIGKILL"));
    const ended = once(service, "exit");
    await assertTakenOut(context, recordsOf(["local-system", "network"]));
    await ended;
  });

  test("containers and a project of an engine", { skip: withoutEngine }, async (context) => {
    const { host } = findEngine(process.env);
    const kinds = ["container", "container-as-found", "compose-project"];
    await assertTakenOut(context, recordsOf(kinds, { "unix:///ENGINE": host }));
  });

  test("a namespace, a chaos object and faults on pods of a cluster", { skip: withoutCluster }, async (context) => {
    const { kubeconfig, context: name = "" } = findCluster(process.env);
    const kinds = ["kubernetes-namespace", "chaos-mesh", "pods"];
    const instead = { "/KUBECONFIG": kubeconfig[0] ?? "", CONTEXT: name };
    await assertTakenOut(context, recordsOf(kinds, instead));
  });
});
