import assert from "node:assert/strict";
import { describe, test } from "node:test";
import { typesBeside } from "../../../src/faults/types-beside.ts";
import { recordOf } from "../../../src/judge/gameday/boring.ts";
import { suggest } from "../../../src/judge/gameday/suggest.ts";
import type { Trial } from "../../../src/judge/gameday/trial.ts";
import type { PlannedFault } from "../../../src/judge/plan/plan.ts";
import { type TrialInput, trialOf } from "./trials.ts";

const PRICING = { kind: "edge", caller: "checkout", callee: "pricing" } as const;

/** A trial whose only fault is this one, and took effect where that isn't said otherwise. */
function faulted(type: string, given: TrialInput & Partial<Pick<PlannedFault, "on" | "params">> = {}): Trial {
  const { on = PRICING, params = { latency: 300 }, ...input } = given;
  const trial = trialOf({ ...input, result: { faults: [tookEffect(type)], ...input.result } });
  const record = trial.record;
  const [planned] = record?.started.plan.faults ?? [];
  if (record === undefined || planned === undefined) return trial;
  const plan = {
    ...record.started.plan,
    platform: "local",
    faults: [{ ...planned, id: `${type}-1`, type, on, params }],
  };
  return { ...trial, record: { ...record, started: { ...record.started, plan } } };
}

function tookEffect(type: string) {
  return { id: `${type}-1`, type, on: "checkout -> pricing", took: "true", evidence: "" } as const;
}

function suggestionsOf(trials: readonly Trial[]) {
  const groups = [...Map.groupBy(trials, ({ experiment }) => experiment)];
  return suggest(
    trials,
    groups.map(([name, of]) => recordOf(name, of, 3)),
    typesBeside,
  );
}

const kinds = (trials: readonly Trial[]) => suggestionsOf(trials).map(({ kind }) => kind);

describe("what to try next", () => {
  const boring = [1, 2, 3].map(() => faulted("latency"));

  test("of a boring experiment is twice the fault, and what else its place takes", () => {
    const [harder, other] = suggestionsOf(boring);
    assert.equal(
      harder?.kind === "harder" && `${harder.size.key}: ${harder.size.from} to ${harder.size.to}`,
      "latency: 300ms to 600ms",
    );
    assert.ok(other?.kind === "other-faults");
    assert.deepEqual([other.on, other.tried], ["checkout -> pricing", ["latency"]]);
    assert.ok(other.untried.includes("bandwidth") && other.untried.includes("down"));
    assert.ok(
      !other.untried.includes("latency") && !other.untried.includes("kill") && !other.untried.includes("packet-loss"),
    );
  });

  test("of one that isn't boring is nothing of its own", () => {
    assert.deepEqual(kinds(boring.slice(1)), ["untouched"]);
    assert.deepEqual(kinds([...boring, faulted("latency", { verdict: "fail" })]), ["untouched"]);
  });

  test("is an edge that had no fault which took effect, on itself or what it calls, in a run that proved something", () => {
    const untouched = (...trials: Trial[]) => {
      const found = suggestionsOf(trials).find(({ kind }) => kind === "untouched");
      return found?.kind === "untouched" ? found.edges : [];
    };
    const all = ["gateway -> checkout", "checkout -> pricing", "checkout -> inventory"];
    assert.deepEqual(untouched(faulted("latency")), [all[0], all[2]]);
    assert.deepEqual(untouched(faulted("latency", { verdict: "inconclusive" })), all);
    const { took: _, ...fault } = tookEffect("latency");
    assert.deepEqual(untouched(faulted("latency", { result: { faults: [{ ...fault, took: "unknown" }] } })), all);
    assert.deepEqual(untouched(faulted("kill", { on: { kind: "service", service: "checkout" } })), all.slice(1));
    assert.deepEqual(untouched(trialOf({ isLost: true })), []);
  });

  test("names no other fault where what makes it is not known to make others", () => {
    const lossy = [1, 2, 3].map(() => faulted("packet-loss", { params: { loss: 0.05 } }));
    assert.deepEqual(kinds(lossy), ["harder", "untouched"]);
  });
});
