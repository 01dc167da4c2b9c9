import assert from "node:assert/strict";
import { describe, test } from "node:test";
import type { FaultInjector, PreparedFault } from "../../../src/faults/fault.ts";
import { prepareFault } from "../../../src/faults/prepare-fault.ts";
import { kill } from "../../../src/faults/process/kill.ts";
import type { FaultTarget } from "../../../src/files/experiment/fault-spec.ts";
import type { PlannedFault } from "../../../src/judge/plan/plan.ts";
import { expectingEnds } from "../../../src/platforms/kubernetes/expected-ends.ts";
import type { KubernetesSystem } from "../../../src/platforms/kubernetes/kubernetes-system.ts";
import type { UndoRecord } from "../../../src/values/undo-record.ts";

const record: UndoRecord = { id: "kill-1 on pods of user", kind: "pods", what: "kill", manual: "kubectl", data: null };
const never = new AbortController().signal;

/** A fault that does nothing; what the system is told of it, in order. */
async function aFaultOn(on: FaultTarget) {
  const told: string[] = [];
  const system = {
    expectEnds(service: string) {
      told.push(`in ${service}`);
      return () => told.push(`out ${service}`);
    },
  } as unknown as KubernetesSystem;
  const fault: PreparedFault = {
    undo: record,
    inject: async () => void told.push("inject"),
    verify: async () => ({ took: "true", evidence: "" }),
  };
  const injector: FaultInjector = { kinds: [kill], prepare: async () => [fault] };
  const gone = { now: true };
  const undoer = { kind: "pods", undo: async () => undefined, isGone: async () => gone.now };
  const faults = expectingEnds({ injectors: [injector], undoers: [undoer] }, system);
  const planned = { id: "kill-1", type: "kill", on } as PlannedFault;
  const [prepared] = await prepareFault(planned, faults.injectors, undefined);
  return { told, gone, inject: () => prepared?.inject(never), isGone: () => faults.undoers[0]?.isGone(record, never) };
}

describe("the ends of pods that a fault may bring", () => {
  test("are expected from before it goes in until it is seen to be out", async () => {
    const { told, gone, inject, isGone } = await aFaultOn({ kind: "service", service: "user" });
    await inject();
    gone.now = false;
    assert.equal(await isGone(), false);
    assert.deepEqual(told, ["in user", "inject"]);
    gone.now = true;
    assert.equal(await isGone(), true);
    await isGone();
    assert.deepEqual(told, ["in user", "inject", "out user"]);
  });

  test("are none of a fault on an edge", async () => {
    const { told, inject, isGone } = await aFaultOn({ kind: "edge", caller: "gateway", callee: "user" });
    await inject();
    await isGone();
    assert.deepEqual(told, ["inject"]);
  });
});
