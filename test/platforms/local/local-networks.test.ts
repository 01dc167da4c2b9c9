import assert from "node:assert/strict";
import { createHash } from "node:crypto";
import { readFile, writeFile } from "node:fs/promises";
import { dirname, join } from "node:path";
import { type TestContext, test } from "node:test";
import { fileURLToPath } from "node:url";
import { networkKinds } from "../../../src/faults/kinds.ts";
import { hostAbilities } from "../../../src/faults/network/host-abilities.ts";
import { execute, findNetns } from "../../../src/faults/network/host-namespace.ts";
import { networkInjector } from "../../../src/faults/network/network-injector.ts";
import { networkUndoer } from "../../../src/faults/network/network-undoer.ts";
import { prepareFault } from "../../../src/faults/prepare-fault.ts";
import { down } from "../../../src/faults/toxiproxy/down.ts";
import { toxiproxyInjector } from "../../../src/faults/toxiproxy/injector.ts";
import { parseGraph } from "../../../src/files/graph/parse-graph.ts";
import type { Plan, PlannedFault } from "../../../src/judge/plan/plan.ts";
import { localCapabilities } from "../../../src/platforms/local/capabilities.ts";
import { localPlatform } from "../../../src/platforms/local/local-platform.ts";
import { localSystemUndoer } from "../../../src/platforms/local/local-system-undoer.ts";
import { demoService } from "../../../src/platforms/local/programs/demo-service.ts";
import { ownProgram } from "../../../src/platforms/local/programs/own-program.ts";
import { systemClock } from "../../../src/values/clock/system-clock.ts";
import { cannotRun } from "../../faults/network/network-pair.ts";
import { testsNeeding } from "../../support/needs.ts";
import { madeBy, plannedFault } from "../../support/planned-fault.ts";
import { temporaryFolder } from "../../support/temporary-folder.ts";

const deadline = () => AbortSignal.timeout(20_000);
const edge = { kind: "edge", caller: "front", callee: "back" } as const;
let runs = 0;
const undoerOfAnotherProcess = localSystemUndoer(systemClock);

async function partitionOfPair(): Promise<PlannedFault> {
  const kind = networkKinds.find(({ type }) => type === "partition");
  assert.ok(kind);
  const capability = localCapabilities(await hostAbilities()).faults[kind.type];
  return madeBy(plannedFault(kind, edge), capability);
}

const pairGraph = fileURLToPath(new URL("../../../fixtures/graphs/pair.yaml", import.meta.url));
/** The same with a program of the user's own behind the edge. */
const programPair = fileURLToPath(new URL("../../support/program-pair.yaml", import.meta.url));

async function preparePair(context: TestContext, faults: readonly PlannedFault[], path = pairGraph) {
  const graph = parseGraph({ path, text: await readFile(path, "utf8") }, undefined);
  // Bringing a system up asks for no more of the plan.
  const plan = { experiment: { name: "apart", seed: 1, system: { graph } }, faults } as unknown as Plan;
  const logFolder = await temporaryFolder(context);
  const platform = localPlatform({ clock: systemClock, programs: [demoService(), ownProgram] });
  const runId = `apart-${process.pid}-${++runs}`;
  const prepared = await platform.prepare(plan, { runId, logFolder });
  context.after(() => platform.undoer.undo(prepared.undo, deadline()));
  return { platform, prepared, countLeft: () => countNetworks(runId) };
}

/** Number of lines about a run's networks that this machine has. Other runs may come and go meanwhile. */
async function countNetworks(runId: string): Promise<number> {
  const name = `bo${createHash("sha256").update(runId).digest("hex").slice(0, 8)}`;
  const outputs: string[] = [];
  for (const argv of [
    ["ip", "netns", "list"],
    ["ip", "-br", "link"],
    ["ip", "-br", "addr"],
    ["ip", "route"],
  ]) {
    outputs.push((await execute(argv)).stdout);
  }
  return outputs.join("\n").split(name).length - 1;
}

const withNetworks = testsNeeding(cannotRun);

withNetworks.describe("local services in networks of their own", { concurrency: false }, () => {
  withNetworks.test("a partition cuts an edge, and everything is as before when it is all undone", async (context) => {
    const fault = await partitionOfPair();
    const { platform, prepared, countLeft } = await preparePair(context, [fault], programPair);
    const system = await prepared.up(deadline());
    const url = `${system.urlsOf("front")[0]}/`;
    assert.equal((await fetch(url)).status, 200);
    assert.ok((await countLeft()) > 0);

    const [partition] = await prepareFault(fault, [networkInjector(system.networks, findNetns)], prepared.undo.id);
    assert.ok(partition);
    await partition.inject(deadline());
    assert.notEqual(await statusOf(url), 200);
    assert.equal((await partition.verify(deadline())).took, "true");

    await networkUndoer(findNetns).undo(partition.undo, deadline());
    const soon = deadline();
    while ((await statusOf(url)) !== 200) soon.throwIfAborted();
    await platform.undoer.undo(prepared.undo, deadline());
    assert.equal(await platform.undoer.isGone(prepared.undo, deadline()), true);
    assert.equal(await countLeft(), 0);
  });

  withNetworks.test("an edge can be down beside a fault on packets: its proxy is seen to refuse", async (context) => {
    const { prepared } = await preparePair(context, [await partitionOfPair()]);
    const system = await prepared.up(deadline());
    const injector = toxiproxyInjector(system.proxies, systemClock);
    const [fault] = await prepareFault(plannedFault(down, edge), [injector], prepared.undo.id);
    assert.ok(fault);
    await fault.inject(deadline());
    const { took, evidence } = await fault.verify(deadline());
    assert.match(evidence, /^a connection to 198\.1[89]\.\d+\.1:\d+ is refused$/);
    assert.equal(took, "true");
  });

  withNetworks.test("a program that listens on its own loopback is told where it should", async (context) => {
    const graph = (await readFile(programPair, "utf8"))
      .replace("node program-back.mjs", "node program-back.mjs 127.0.0.1")
      .replace("ready: /", `cwd: ${dirname(programPair)}\n    ready: { http: /, within: 1500ms }`);
    const path = join(await temporaryFolder(context), "graph.yaml");
    await writeFile(path, graph);
    const { prepared } = await preparePair(context, [await partitionOfPair()], path);
    await assert.rejects(prepared.up(deadline()), /it listens on 127\.0\.0\.1:\d+, and was told 198\.1[89]\./);
  });

  withNetworks.test("another process takes the networks out, from the record alone, and twice", async (context) => {
    const { prepared, countLeft } = await preparePair(context, [await partitionOfPair()]);
    const record = JSON.parse(JSON.stringify(prepared.undo));
    assert.equal(await undoerOfAnotherProcess.isGone(record, deadline()), true);
    await undoerOfAnotherProcess.undo(record, deadline());
    await prepared.up(deadline());
    assert.equal(await undoerOfAnotherProcess.isGone(record, deadline()), false);
    await undoerOfAnotherProcess.undo(record, deadline());
    await undoerOfAnotherProcess.undo(record, deadline());
    assert.equal(await undoerOfAnotherProcess.isGone(record, deadline()), true);
    assert.equal(await countLeft(), 0);
  });

  withNetworks.test("without faults on packets, services share this machine's network", async (context) => {
    const { prepared, countLeft } = await preparePair(context, []);
    const system = await prepared.up(deadline());
    assert.match(system.urlsOf("front")[0] ?? "", /^http:\/\/127\.0\.0\.1:/);
    assert.equal(await countLeft(), 0);
  });
});

/** `no answer` when the call fails or takes longer than anybody waits. */
async function statusOf(url: string): Promise<number | string> {
  try {
    return (await fetch(url, { signal: AbortSignal.timeout(2_000) })).status;
  } catch {
    return "no answer";
  }
}

test("without root, the plan says what would make faults on packets", () => {
  const capability = localCapabilities(new Set()).faults["packet-loss"];
  assert.ok(capability && !capability.can);
  assert.match(capability.instead, /root/);
});
