import assert from "node:assert/strict";
import { type TestContext, test } from "node:test";
import type { UndoRecord } from "../../src/judge/history/event.ts";
import { createRun } from "../../src/records/journal/run-folder.ts";
import { recorded, runStarted } from "../support/run-events.ts";
import { slowness, startSlowProxy } from "../support/slow-proxy.ts";
import { temporaryFolder } from "../support/temporary-folder.ts";
import { startBrownout } from "./brownout-process.ts";

/** `recover` on a run whose journal has this record alone. */
async function recoverOne(context: TestContext, record: Pick<UndoRecord, "kind" | "data">) {
  const runs = await temporaryFolder(context);
  const { journal, claim } = await createRun(runs, "run-1", []);
  journal.append(runStarted("crafted"));
  journal.append(recorded({ id: "crafted", what: "something", manual: "nothing", ...record }));
  await journal.close();
  await claim.release();
  return await startBrownout(context, ["recover", "--runs", runs]).ended;
}

const engine = { host: "unix:///var/run/docker.sock" };
const cases: readonly (Pick<UndoRecord, "kind" | "data"> & { asks: string })[] = [
  { asks: "processes by any word", kind: "local-system", data: { token: "", isApart: false } },
  { asks: "no data", kind: "local-system", data: null },
  {
    asks: "a table that isn't ours",
    kind: "network",
    data: { namespace: { kind: "netns", id: "x" }, by: "table", mark: "filter", token: "loss-1@netns:x" },
  },
  {
    asks: "a namespace by a path",
    kind: "network",
    data: { namespace: { kind: "netns", id: "../../proc/1/ns/net" }, by: "table", mark: "brownout_x", token: "a@b" },
  },
  {
    asks: "a project's option",
    kind: "compose-project",
    data: { engine, project: "--all", token: "t", stays: false, networks: [], volumes: [] },
  },
  { asks: "a server that isn't one", kind: "proxy-down", data: { apiUrl: "file:///etc", proxy: "x" } },
  {
    asks: "a path of the engine",
    kind: "container",
    data: { engine, container: "../images", name: "x", service: "x", replica: 1 },
  },
];

for (const { asks, ...record } of cases) {
  test(`a record of the kind ${record.kind} that asks for ${asks} is refused`, async (context) => {
    const { code, stderr } = await recoverOne(context, record);
    assert.equal(code, 4, stderr);
    assert.match(stderr, /crafted is none that a run makes of the kind/);
    assert.doesNotMatch(stderr, /defect/);
  });
}

test("a record of another's toxic is refused, and the toxic stays", async (context) => {
  const proxy = await startSlowProxy(context);
  const fault = await slowness(proxy.url);
  await fault.inject(AbortSignal.timeout(20_000));
  const { toxics: _, ...rest } = fault.undo.data as { readonly toxics: readonly string[] };
  const { code, stderr } = await recoverOne(context, { kind: "toxic", data: { ...rest, toxics: ["mine"] } });
  assert.equal(code, 4, stderr);
  assert.match(stderr, /none that a run makes of the kind toxic/);
  assert.equal((await proxy.toxics()).length, 1);
});
