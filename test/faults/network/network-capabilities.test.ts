import assert from "node:assert/strict";
import { describe, test } from "node:test";
import { networkKinds } from "../../../src/faults/kinds.ts";
import { type Ability, readAbilities } from "../../../src/faults/network/abilities.ts";
import { networkCapabilities } from "../../../src/faults/network/network-capabilities.ts";
import type { Experiment } from "../../../src/files/experiment/experiment.ts";
import type { FaultSpec } from "../../../src/files/experiment/fault-spec.ts";
import { makePlan } from "../../../src/judge/plan/make-plan.ts";
import type { Capability } from "../../../src/judge/plan/plan.ts";

const all: readonly Ability[] = ["egress", "reset", "tbf", "classes", "netem", "redirect", "own proxy"];
const without = (...missing: readonly Ability[]) => new Set(all.filter((ability) => !missing.includes(ability)));

function capability(type: string, abilities: ReadonlySet<Ability>): Capability {
  const found = networkCapabilities(abilities, { words: "through nsenter" })[type];
  assert.ok(found);
  return found;
}

function faultOf(type: string, words: object, more: Partial<FaultSpec> = {}): FaultSpec {
  const kind = networkKinds.find((one) => one.type === type);
  const params = kind?.params.parse(words);
  const on = { kind: "service", service: "pricing" } as const;
  return { id: `${type}-1`, type, on, params, startMs: 0, durationMs: 1000, mode: { kind: "all" }, ...more };
}

/** The means that a plan names, or its refusal. */
function planned(type: string, abilities: ReadonlySet<Ability>, words: object): string {
  return plannedAll([faultOf(type, words)], abilities);
}

function plannedAll(faults: readonly FaultSpec[], abilities: ReadonlySet<Ability>): string {
  const phases = { warmUpMs: 0, baselineMs: 1, faultMs: 1000, recoveryMs: 0 };
  const lists = { tags: [], loads: [], steadyState: [], abort: [], expect: [] };
  const experiment: Experiment = {
    name: "x",
    title: "x",
    seed: 1,
    system: {},
    phases,
    limits: {},
    faults,
    ...lists,
  };
  const capabilities = { platform: "here", faults: networkCapabilities(abilities, { words: "through nsenter" }) };
  try {
    return makePlan(experiment, capabilities, networkKinds).faults[0]?.means ?? "";
  } catch (error) {
    return (error as Error).message;
  }
}

describe("the means of a fault on packets", () => {
  test("are netem for a delay where the kernel has it, and a proxy of ours where not", () => {
    assert.match(planned("packet-delay", without(), { delay: "1s" }), /^netem delay, through nsenter$/);
    assert.match(planned("packet-delay", without("netem"), { delay: "1s" }), /^connections redirected .* nsenter$/);
    assert.match(planned("packet-delay", without("netem", "own proxy"), { delay: "1s" }), /started in another network/);
  });

  test("are netfilter for loss, and netem only for loss with correlation", () => {
    assert.match(planned("packet-loss", without("netem"), { loss: "5%" }), /^netfilter drops by chance/);
    assert.match(planned("packet-loss", without(), { loss: "5%" }), /^netfilter drops by chance/);
    assert.match(planned("packet-loss", without(), { loss: "5%", correlation: "25%" }), /^netem loss/);
    const refused = planned("packet-loss", without("netem"), { loss: "5%", correlation: "25%" });
    assert.match(refused, /packet-loss-1: the kernel has no netem; .*modprobe sch_netem/);
  });

  test("don't exist without netem for duplicates, reordering and corruption", () => {
    for (const type of ["packet-duplicate", "packet-reorder", "packet-corrupt"]) {
      assert.equal(capability(type, without()).can, true);
      const refused = capability(type, without("netem"));
      assert.ok(!refused.can);
      assert.match(refused.instead, /modprobe sch_netem/);
    }
  });

  test("don't exist at all without rights, and the reason says what to do", () => {
    for (const { type } of networkKinds) {
      const refused = capability(type, new Set());
      assert.ok(!refused.can, type);
      assert.match(refused.why, /^\w/);
      assert.match(refused.instead, /root|modprobe/);
    }
  });
});

describe("faults that need the queue of packets that leave", () => {
  const bandwidth = (more?: Partial<FaultSpec>) => faultOf("packet-bandwidth", { rate: "1MB/s" }, more);
  const second = (more?: Partial<FaultSpec>) => bandwidth({ id: "packet-bandwidth-2", ...more });

  test("are refused when two would be in one network at once", () => {
    const refused = plannedAll([bandwidth(), second()], without());
    assert.match(refused, /packet-bandwidth-2: the network of pricing has one queue .* packet-bandwidth-1 takes/);
    assert.match(refused, /begin it 1 s after the other has ended/);
    assert.match(plannedAll([bandwidth(), second({ startMs: 1500 })], without()), /packet-bandwidth-2:/);
    const delay = faultOf("packet-delay", { delay: "1s" }, { on: { kind: "edge", caller: "pricing", callee: "db" } });
    assert.match(plannedAll([bandwidth(), delay], without()), /packet-delay-1: the network of pricing/);
  });

  test("aren't when they take turns, are elsewhere, or the other is made by other means", () => {
    const elsewhere = { on: { kind: "service", service: "user" } } as const;
    assert.match(plannedAll([bandwidth(), second({ startMs: 2000 })], without()), /^tc token/);
    assert.match(plannedAll([bandwidth(), second(elsewhere)], without()), /^tc token/);
    const delay = faultOf("packet-delay", { delay: "1s" });
    assert.match(plannedAll([bandwidth(), delay], without("netem")), /^tc token/);
    const loss = (id: string) => faultOf("packet-loss", { loss: "5%" }, { id });
    assert.match(plannedAll([loss("loss-1"), loss("loss-2")], without()), /^netfilter drops/);
  });
});

describe("what the kernel can do", () => {
  test("is what a script tried out in a network of its own", async () => {
    const found = await readAbilities(async () => ({ stdout: "egress\ntbf\nnonsense\n", stderr: "", code: 0 }));
    assert.deepEqual([...found].toSorted(), ["egress", "tbf"]);
  });

  test("is nothing where no network can be made to try it", async () => {
    assert.equal((await readAbilities(async () => ({ stdout: "", stderr: "not permitted", code: 1 }))).size, 0);
  });
});
