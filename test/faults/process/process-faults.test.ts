import assert from "node:assert/strict";
import { describe, test } from "node:test";
import { prepareFault } from "../../../src/faults/prepare-fault.ts";
import { kill } from "../../../src/faults/process/kill.ts";
import { processFaults } from "../../../src/faults/process/process-faults.ts";
import { processUndo } from "../../../src/faults/process/process-undo.ts";
import { redeploy } from "../../../src/faults/process/redeploy.ts";
import type { Replica, ReplicaControl } from "../../../src/faults/process/replica.ts";
import { restart } from "../../../src/faults/process/restart.ts";
import { terminate } from "../../../src/faults/process/terminate.ts";
import { plannedFault } from "../../support/planned-fault.ts";

const pricing = { kind: "service", service: "pricing" } as const;
const never = () => AbortSignal.timeout(20_000);

/** A replica that ends only when it is killed, and says what was done to it. Its process is this one. */
class StubbornReplica implements Replica {
  readonly service = "pricing";
  readonly number: number;
  readonly log: string[] = [];
  readonly #ended = Promise.withResolvers<void>();
  startError: Error | undefined;

  constructor(number = 1) {
    this.number = number;
  }

  observe = async () => ({ name: `process ${process.pid}`, pid: process.pid, state: "running" }) as const;

  async pause(): Promise<void> {
    this.log.push("pause");
  }

  async resume(): Promise<void> {
    this.log.push("resume");
  }

  async kill(): Promise<void> {
    this.log.push("kill");
    this.#ended.resolve();
  }

  async terminate(graceMs: number): Promise<void> {
    this.log.push(`terminate ${graceMs}`);
    await this.#ended.promise;
  }

  async start(): Promise<void> {
    this.log.push("start");
    if (this.startError) throw this.startError;
  }
}

function bench() {
  const replica = new StubbornReplica();
  const replicas: ReplicaControl = { replicasOf: (service) => (service === "pricing" ? [replica] : []) };
  return { replica, ...processFaults(replicas, processUndo(replicas)) };
}

describe("faults on processes", () => {
  test("a redeployment takes the next replica when the one before is up again, and no more once it is undone", async () => {
    const all = [1, 2, 3].map((number) => new StubbornReplica(number));
    const replicas: ReplicaControl = { replicasOf: () => all };
    const { injector, undoer } = processFaults(replicas, processUndo(replicas));
    const prepared = await prepareFault(plannedFault(redeploy, pricing, { grace: "1h" }), [injector], "system");
    assert.equal(prepared.length, 3);
    for (const one of prepared) await one.inject(never());
    const [first, second, third] = all;
    const settled = () => new Promise((resolve) => setImmediate(resolve));
    await settled();
    assert.deepEqual([first?.log, second?.log], [["terminate 3600000"], []]);
    await first?.kill();
    await settled();
    assert.deepEqual(first?.log, ["terminate 3600000", "kill", "start"]);
    assert.deepEqual([second?.log, third?.log], [["terminate 3600000"], []]);
    for (const { undo } of prepared.toReversed()) await undoer.undo(undo, never());
    assert.deepEqual(third?.log, ["resume", "start"], "its turn never came");
  });

  test("a termination is in at once, and its undo doesn't wait for the rest of the grace", async () => {
    const { replica, injector, undoer } = bench();
    const [prepared] = await prepareFault(plannedFault(terminate, pricing, { grace: "1h" }), [injector], "system");
    assert.ok(prepared);
    await prepared.inject(never());
    assert.deepEqual(replica.log, ["terminate 3600000"]);
    assert.deepEqual(await prepared.verify(never()), {
      took: "false",
      evidence: `pricing: process ${process.pid} is there`,
    });
    await undoer.undo(prepared.undo, never());
    assert.deepEqual(replica.log, ["terminate 3600000", "kill", "resume", "start"]);
  });

  test("a restart that fails says so, and its undo rejects", async () => {
    const { replica, injector, undoer } = bench();
    replica.startError = new Error("port taken");
    const [prepared] = await prepareFault(plannedFault(restart, pricing), [injector], "system");
    assert.ok(prepared);
    await prepared.inject(never());
    await replica.kill();
    await new Promise((resolve) => setImmediate(resolve));
    const effect = await prepared.verify(never());
    assert.equal(effect.took, "false");
    assert.match(effect.evidence, /port taken/);
    await assert.rejects(undoer.undo(prepared.undo, never()), /port taken/);
  });

  test("takes only the replicas that the plan chose, each with an undo record of its own", async () => {
    const { injector } = bench();
    const prepared = await prepareFault(plannedFault(kill, pricing), [injector], "system");
    assert.deepEqual(
      prepared.map(({ undo }) => [undo.id, undo.what, undo.within]),
      [["kill-1 at pricing 1", "kill of pricing, replica 1", "system"]],
    );
    const chosen = { ...plannedFault(kill, pricing), replicas: [2] };
    await assert.rejects(prepareFault(chosen, [injector], "system"), /pricing has no replica 2/);
    await assert.rejects(prepareFault({ ...chosen, replicas: [] }, [injector], "system"), /nothing here that kill-1/);
  });

  test("says that it can't take a fault back on a replica that the system doesn't have", async () => {
    const { injector, undoer } = bench();
    const [prepared] = await prepareFault(plannedFault(kill, pricing), [injector], "system");
    assert.ok(prepared);
    const elsewhere = { ...prepared.undo, data: { service: "user", replica: 1 } };
    await assert.rejects(undoer.undo(elsewhere, never()), /user has no replica 1/);
    await assert.rejects(undoer.isGone(elsewhere, never()), /user has no replica 1/);
  });
});
