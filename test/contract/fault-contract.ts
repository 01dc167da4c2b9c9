import assert from "node:assert/strict";
import { fork } from "node:child_process";
import { once } from "node:events";
import * as nodeTest from "node:test";
import { setTimeout as pause } from "node:timers/promises";
import { offlineUndoers } from "../../src/assembly/wiring.ts";
import type { FaultInjector, PreparedFault } from "../../src/faults/fault.ts";
import { prepareFault } from "../../src/faults/prepare-fault.ts";
import { madeOfToxics } from "../../src/faults/toxiproxy/list.ts";
import type { FaultKind } from "../../src/files/experiment/fault-kind.ts";
import type { FaultTarget } from "../../src/files/experiment/fault-spec.ts";
import { outermost } from "../../src/judge/history/undo-log.ts";
import type { Capabilities, PlannedFault } from "../../src/judge/plan/plan.ts";
import { type LeftBehind, takeOut } from "../../src/records/undo/take-out.ts";
import type { Undoer } from "../../src/records/undo/undoer.ts";
import { systemClock } from "../../src/values/clock/system-clock.ts";
import { seededRandom } from "../../src/values/random/random.ts";
import type { Tests } from "../support/needs.ts";
import { madeBy, plannedFault } from "../support/planned-fault.ts";
import { temporaryFolder } from "../support/temporary-folder.ts";
import { call } from "./caller.ts";
import { checkEffect, effectCases } from "./fault-effects.ts";
import type { FaultJournal, FaultOrder, TargetSystem } from "./fault-process.ts";

/** A running system that faults are put into: one edge, and one service with one replica. */
export interface FaultBench {
  readonly injectors: readonly FaultInjector[];
  readonly undoers: readonly Undoer[];
  readonly edge: Extract<FaultTarget, { kind: "edge" }>;
  readonly service: Extract<FaultTarget, { kind: "service" }>;
  /** The platform's capabilities, for kinds that can be made in several ways. */
  readonly faults?: Capabilities["faults"];
  /** The system in which another process makes the same faults. */
  system(): Promise<TargetSystem>;
  /** URL at which a caller reaches the target: the edge's proxy or its caller, or the service itself. */
  urlOf(target: FaultTarget): Promise<string>;
  /** Makes the target vanish in a way that is none of the fault's doing. */
  destroy(target: FaultTarget): Promise<void>;
  /** Brings it back. */
  restore(target: FaultTarget): Promise<void>;
  close(): Promise<void>;
}

const DEADLINE_MS = 20_000;
const deadline = () => AbortSignal.timeout(DEADLINE_MS);

/** Tests that hold for every kind of fault on a platform that can make it. */
export function faultContract(
  platform: string,
  kinds: readonly FaultKind[],
  start: () => Promise<FaultBench>,
  { after, before, describe, test }: Tests = nodeTest,
): void {
  describe(`faults on ${platform}`, { concurrency: false }, () => {
    const toxics = kinds.filter(({ type }) => madeOfToxics.some((toxic) => toxic.type === type));
    let bench: FaultBench;
    before(async () => {
      bench = await start();
    });
    after(() => bench?.close());
    for (const kind of kinds) {
      for (const on of kind.targets === "either" ? (["edge", "service"] as const) : [kind.targets]) {
        const name =
          kind.targets === "either" ? `${kind.type}, on ${on === "edge" ? "an edge" : "a service"}` : kind.type;
        describe(name, () => {
          kindContract(kind, on, () => bench, test);
          if (!toxics.includes(kind)) killedContract([kind], on, () => bench, test);
        });
      }
    }
    if (toxics.length > 0) describe("each toxic", () => killedContract(toxics, "edge", () => bench, test));
  });
}

function kindContract(kind: FaultKind, on: "edge" | "service", bench: () => FaultBench, test: Tests["test"]): void {
  test("takes effect as its caller sees it, says so, and is gone after its undo, however often", async (context) => {
    const { prepared, undoer, target, url } = await prepare(kind, bench()[on], bench(), context);
    const effect = effectCases[kind.type];
    assert.ok(effect, `test/contract/fault-effects.ts has no case for ${kind.type}`);
    await prepared.inject(deadline());
    if (effect.resetsLive) await useUpConnections(url);
    const during = call(url, effect.call);
    const load = Array.from({ length: effect.otherCalls ?? 0 }, () => call(url, effect.call));
    // What is done to calls shows by them; what is done to a replica needs none.
    const isDoneToCalls = kind.targets !== "service";
    if (effect.ended && isDoneToCalls) await during.end;
    const evidence = await untilItTook(prepared);
    const seen = isDoneToCalls ? during : call(url, effect.call);
    await checkEffect(effect, seen);
    assert.match(evidence, /\w/);
    await undoer.undo(prepared.undo, deadline());
    // Whoever takes it out: at its end it wasn't in.
    if (!prepared.endsByItself) assert.equal((await prepared.verify(deadline())).took, "false");
    await checkWell(prepared, undoer, () => bench().urlOf(target));
    await undoer.undo(prepared.undo, deadline());
    await checkWell(prepared, undoer, () => bench().urlOf(target));
    for (const one of [during, seen, ...load]) one.cut();
  });

  test("can be undone when it was never injected, and didn't take effect then", async (context) => {
    const { prepared, undoer, target } = await prepare(kind, bench()[on], bench(), context);
    assert.notEqual((await prepared.verify(deadline())).took, "true");
    await undoer.undo(prepared.undo, deadline());
    await checkWell(prepared, undoer, () => bench().urlOf(target));
  });

  test("can be undone when its target is gone", async (context) => {
    const { prepared, undoer, target } = await prepare(kind, bench()[on], bench(), context);
    await prepared.inject(deadline());
    await bench().destroy(target);
    await undoer.undo(prepared.undo, deadline());
    assert.equal(await undoer.isGone(prepared.undo, deadline()), true);
    await bench().restore(target);
    assert.equal((await call(await bench().urlOf(target)).end).outcome, 200);
  });

  test("is gone after its undo when its injection was cut short", async (context) => {
    const { prepared, undoer, target } = await prepare(kind, bench()[on], bench(), context);
    const cut = new AbortController();
    const injecting = prepared.inject(cut.signal);
    cut.abort(new Error("cut short"));
    await injecting.catch((error: Error) => assert.equal(error.message, "cut short"));
    await undoer.undo(prepared.undo, deadline());
    await checkWell(prepared, undoer, () => bench().urlOf(target));
  });

  test("doesn't begin when it was cut short before", async (context) => {
    const { prepared, undoer, target } = await prepare(kind, bench()[on], bench(), context);
    await assert.rejects(prepared.inject(AbortSignal.abort(new Error("too late"))), /too late/);
    await checkWell(prepared, undoer, () => bench().urlOf(target));
  });
}

/** The faults are in side by side, and watched together for what comes late: that takes seconds. */
function killedContract(
  kinds: readonly FaultKind[],
  on: "edge" | "service",
  bench: () => FaultBench,
  test: Tests["test"],
): void {
  test("is taken out by its record alone when the process that put it in was killed at it", async (context) => {
    const target = bench()[on];
    const killed: FaultJournal[] = [];
    for (const kind of kinds) {
      const afterMs = Math.round(random() * KILLED_WITHIN_MS);
      context.diagnostic(`${kind.type}: killed ${afterMs} ms after its record`);
      const logFolder = await temporaryFolder(context);
      const order = { fault: planned(kind, target, bench()), system: await bench().system(), logFolder };
      killed.push(await killedAtIt(order, afterMs));
    }
    assert.deepEqual((await Promise.all(killed.map(takenOut))).flat(), []);
    // What the processes had brought up is gone with them.
    for (const { ownUrl } of killed) {
      if (ownUrl !== undefined) assert.equal((await call(ownUrl).end).outcome, "ECONNREFUSED");
    }
    assert.equal((await call(await bench().urlOf(target)).end).outcome, 200);
  });
}

/** Takes out what a process left that was killed. Resolves with what may still be in. */
function takenOut({ records }: FaultJournal): Promise<readonly LeftBehind[]> {
  const log = new Map(records.map((record) => [record.id, record]));
  return takeOut(outermost(log), offlineUndoers(systemClock), {
    clock: systemClock,
    deadlineMs: DEADLINE_MS,
    mayComeYet: () => true,
    onUndone: () => undefined,
    onFailed: () => undefined,
  });
}

const random = seededRandom(20261121);
/** About what the longest injection takes. */
const KILLED_WITHIN_MS = 60;

/** Has a process of its own inject the fault, and kills it at that. Resolves with what it has written before. */
async function killedAtIt(order: FaultOrder, afterMs: number): Promise<FaultJournal> {
  const child = fork(new URL("./fault-process.ts", import.meta.url), { serialization: "advanced" });
  const exit = once(child, "exit");
  child.send(order);
  const [journal] = await Promise.race([once(child, "message"), exit.then(() => [])]);
  await pause(afterMs);
  child.kill("SIGKILL");
  await exit;
  assert.ok(journal, "it ended before it had written anything");
  return journal as FaultJournal;
}

interface Prepared {
  readonly prepared: PreparedFault;
  readonly undoer: Undoer;
  readonly target: FaultTarget;
  readonly url: string;
}

function planned(kind: FaultKind, target: FaultTarget, bench: FaultBench): PlannedFault {
  const { params, onEdge = params } = effectCases[kind.type] ?? {};
  const fault = plannedFault(kind, target, target.kind === "edge" ? onEdge : params);
  return bench.faults === undefined ? fault : madeBy(fault, bench.faults[kind.type]);
}

async function prepare(
  kind: FaultKind,
  target: FaultTarget,
  bench: FaultBench,
  context: nodeTest.TestContext,
): Promise<Prepared> {
  const [prepared, ...others] = await prepareFault(planned(kind, target, bench), bench.injectors, "system");
  assert.ok(prepared, `nothing makes ${kind.type}`);
  assert.deepEqual(others, []);
  assert.equal(prepared.undo.within, "system");
  const undoer = bench.undoers.find((one) => one.kind === prepared.undo.kind);
  assert.ok(undoer, `nothing undoes a ${prepared.undo.kind}`);
  // So that a test that fails doesn't fail those after it.
  context.after(() => undoer.undo(prepared.undo, deadline()));
  return { prepared, undoer, target, url: await bench.urlOf(target) };
}

/** Resolves with the evidence once the fault is seen to have taken effect. */
async function untilItTook(prepared: PreparedFault): Promise<string> {
  const signal = deadline();
  while (true) {
    const { took, evidence } = await prepared.verify(signal);
    if (took === "true") return evidence;
    assert.equal(signal.aborted, false, `it never took effect: ${evidence}`);
    await pause(20);
  }
}

/** Calls until the service in between has none left of the connections that it had kept. */
async function useUpConnections(url: string): Promise<void> {
  const signal = deadline();
  while ((await call(url).end).outcome === 502) signal.throwIfAborted();
}

/** A replica that was started again may be somewhere else. */
async function checkWell({ undo }: PreparedFault, undoer: Undoer, urlNow: () => Promise<string>): Promise<void> {
  assert.equal(await undoer.isGone(undo, deadline()), true);
  assert.equal((await call(await urlNow()).end).outcome, 200);
}
