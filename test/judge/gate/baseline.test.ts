import assert from "node:assert/strict";
import { describe, test } from "node:test";
import { type EndedRun, withRuns } from "../../../src/judge/gate/baseline.ts";
import { checkRuns } from "../../../src/judge/gate/check-runs.ts";
import { differencesOfKind, kindOf, type RunKind } from "../../../src/judge/gate/run-kind.ts";
import type { RunStarted } from "../../../src/judge/history/run-state.ts";
import { BrownoutError } from "../../../src/values/errors.ts";
import { seededRandom } from "../../../src/values/random/random.ts";
import { simulatedPlan } from "../../run/simulated-plan.ts";
import { measured } from "./measured.ts";

const random = seededRandom(1);
const machine = { os: "linux", arch: "x64", processor: "some", cores: 2, memoryGib: 8, node: 24 };
const kind: RunKind = {
  experiment: "shop",
  asked: "a1",
  loads: ["users"],
  platform: "local",
  version: "1.0.0",
  machine,
};

function ended(nth: number, given: Partial<EndedRun> = {}, change?: { slower?: number }): EndedRun {
  const startedAt = new Date(Date.UTC(2026, 0, 1, 0, nth)).toISOString();
  return { kind, verdict: "pass", measured: { ...measured(`run-${nth}`, random, change), startedAt }, ...given };
}

function runs(from: number, to: number, change?: { slower?: number }): EndedRun[] {
  return Array.from({ length: to - from }, (_, nth) => ended(from + nth, {}, change));
}

function refusal(code: string, exitCode: number, words: RegExp) {
  return (error: unknown) => {
    assert.ok(error instanceof BrownoutError);
    assert.deepEqual([error.code, error.exitCode], [code, exitCode]);
    assert.match(error.message, words);
    return true;
  };
}

describe("what kind a run is of", () => {
  const started = (change: Partial<RunStarted["plan"]["experiment"]> = {}): RunStarted => {
    const plan = simulatedPlan();
    const experiment = { ...plan.experiment, ...change };
    return { atMs: 0, type: "run-started", run: "r", version: "1", wall: "", plan: { ...plan, experiment } };
  };
  const asked = (change?: Partial<RunStarted["plan"]["experiment"]>) => kindOf(started(change)).asked;

  test("says whether the same was asked for: neither words for people count, nor the system's own graph", () => {
    assert.equal(asked({ title: "Another", owner: "somebody", tags: ["x"], sources: ["src"] }), asked());
    assert.notEqual(asked({ seed: 2 }), asked());
    assert.equal(asked({ system: {} }), asked());
    assert.notEqual(asked({ phases: { ...started().plan.experiment.phases, faultMs: 1 } }), asked());
    const [load] = started().plan.experiment.loads;
    assert.ok(load);
    assert.notEqual(asked({ loads: [{ ...load, pacing: { kind: "constant", ratePerS: 1 } }] }), asked());
  });

  test("doesn't depend on the folder that the command was started in", () => {
    const { loads, faults } = started().plan.experiment;
    const from = (folder: string, name = "a") => {
      const path = `${folder}${name}`;
      const command = { kind: "grpc", connections: 1, sends: [], settings: { proto: path, method: "a.B/C" } };
      const compose = { files: [path], existing: true, proxy: "toxiproxy", edges: {} } as const;
      const reach = { by: "service-proxy" } as const;
      const kubernetes = { manifests: [path], selectors: {}, reach, allowNamespace: false };
      const services = { web: { process: { by: "pidfile", path } } } as const;
      const [load, fault] = [loads[0] ?? assert.fail(), faults[0] ?? assert.fail()];
      return [
        { system: { compose } },
        { system: { kubernetes } },
        { system: { external: { services, edges: [], proxies: [] } } },
        { edges: [{ edge: { caller: "a", callee: "b" }, tls: { terminate: { cert: path, key: path }, ca: path } }] },
        { loads: [{ ...load, command }] },
        { loads: [{ ...load, generator: { program: "vegeta", file: path } as const }] },
        { faults: [{ ...fault, type: "manifest", params: { file: path, text: name } }] },
      ].map(asked);
    };
    assert.deepEqual(from("../experiments/"), from(""));
    for (const [at, other] of from("", "b").entries()) assert.notEqual(other, from("")[at]);
  });

  for (const [what, other, words] of [
    ["another experiment", { experiment: "cart" }, /it is of the experiment cart, not of shop/],
    ["another text", { asked: "b2" }, /ask for something else/],
    ["another platform", { platform: "compose" }, /its platform is compose, not local/],
    ["another place", { where: "namespace x" }, /its place is namespace x/],
    ["another version", { version: "2.0.0" }, /its version of brownout is 2.0.0, not 1.0.0/],
    ["another machine", { machine: { ...machine, cores: 8 } }, /its machine is 8 x some, .*not 2 x some/],
  ] as const) {
    test(`tells ${what} from it`, () => {
      assert.match(differencesOfKind(kind, { ...kind, ...other }).join("; "), words);
    });
  }

  test("is the same as itself", () => {
    assert.deepEqual(differencesOfKind(kind, structuredClone(kind)), []);
  });
});

describe("a baseline", () => {
  test("has its runs in the order of time, each once, and the newest of them", () => {
    const first = withRuns(undefined, runs(3, 6), 4);
    const more = withRuns(first, [ended(4), ended(1), ended(7), ended(6)], 4);
    assert.deepEqual(
      more.runs.map(({ run }) => run),
      ["run-4", "run-5", "run-6", "run-7"],
    );
  });

  test("refuses a run that did not pass, and one of another kind", () => {
    const baseline = withRuns(undefined, runs(0, 2), 20);
    assert.throws(
      () => withRuns(baseline, [ended(3, { verdict: "inconclusive" })], 20),
      refusal("E_BASELINE_RUN", 64, /run-3 ended as inconclusive/),
    );
    assert.throws(
      () => withRuns(baseline, [ended(3, { kind: { ...kind, experiment: "cart" } })], 20),
      refusal("E_BASELINE_RUN", 64, /run-3 is of another kind .*cart/),
    );
  });
});

describe("a check against a baseline", () => {
  const baseline = withRuns(undefined, runs(0, 20), 20);

  test("calls runs worse that are, and no others", () => {
    assert.equal(checkRuns(baseline, runs(20, 25), random).conclusion, "no-worse");
    assert.equal(checkRuns(baseline, runs(20, 25, { slower: 1.3 }), random).conclusion, "worse");
  });

  test("doesn't count what proved nothing, and leaves open what the others say where one failed", () => {
    const check = checkRuns(baseline, [...runs(20, 24), ended(24, { verdict: "inconclusive" })], random);
    assert.deepEqual([check.conclusion, check.runs.length, check.inconclusive], ["no-worse", 4, ["run-24"]]);
    const failed = checkRuns(baseline, [...runs(20, 25), ended(25, { verdict: "fail" })], random);
    assert.deepEqual([failed.conclusion, failed.exitCode], ["unknown", 3]);
    assert.match(failed.reasons.join(), /run-25 ended as fail/);
  });

  test("refuses what can't be compared", () => {
    const other = ended(20, { kind: { ...kind, asked: "b2" } });
    assert.throws(() => checkRuns(baseline, [other], random), refusal("E_INCOMPARABLE", 3, /ask for something else/));
    assert.throws(() => checkRuns(baseline, [], random), refusal("E_INCOMPARABLE", 3, /no run that passed/));
    const fail = ended(20, { verdict: "fail" });
    assert.throws(() => checkRuns(baseline, [fail], random), refusal("E_INCOMPARABLE", 3, /run-20 ended as fail/));
  });
});
