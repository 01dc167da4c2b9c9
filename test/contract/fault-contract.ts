import assert from "node:assert/strict";
import { after, before, describe, type TestContext, test } from "node:test";
import { setTimeout as pause } from "node:timers/promises";
import type { FaultTarget } from "../../src/experiment/experiment.ts";
import type { FaultKind } from "../../src/experiment/fault-kind.ts";
import type { FaultInjector, PreparedFault } from "../../src/fault/fault.ts";
import type { Undoer } from "../../src/undo/undoer.ts";
import { plannedFault } from "../support/planned-fault.ts";
import { call } from "./caller.ts";
import { checkEffect, effectCases } from "./fault-effects.ts";

/** A running system that faults are put into: one edge, and one service with one replica. */
export interface FaultBench {
  readonly injectors: readonly FaultInjector[];
  readonly undoers: readonly Undoer[];
  readonly edge: Extract<FaultTarget, { kind: "edge" }>;
  readonly service: Extract<FaultTarget, { kind: "service" }>;
  /** Where a caller reaches the target: the edge's proxy, or the service itself. */
  urlOf(target: FaultTarget): Promise<string>;
  /** Makes the target vanish in a way that is none of the fault's doing. */
  destroy(target: FaultTarget): Promise<void>;
  /** Brings it back. */
  restore(target: FaultTarget): Promise<void>;
  close(): Promise<void>;
}

const DEADLINE_MS = 20_000;
const deadline = () => AbortSignal.timeout(DEADLINE_MS);

/** What holds for every kind of fault on a platform that can make it. */
export function faultContract(platform: string, kinds: readonly FaultKind[], start: () => Promise<FaultBench>): void {
  describe(`faults on ${platform}`, { concurrency: false }, () => {
    let bench: FaultBench;
    before(async () => {
      bench = await start();
    });
    after(() => bench?.close());
    for (const kind of kinds) describe(kind.type, () => kindContract(kind, () => bench));
  });
}

function kindContract(kind: FaultKind, bench: () => FaultBench): void {
  test("takes effect as its caller sees it, says so, and is gone after its undo", async (context) => {
    const { prepared, undoer, target, url } = await prepare(kind, bench(), context);
    const effect = effectCases[kind.type];
    assert.ok(effect, `test/contract/fault-effects.ts has no case for ${kind.type}`);
    await prepared.inject(deadline());
    const during = call(url, effect.call);
    if (effect.ended && kind.targets === "edge") await during.end;
    const evidence = await untilItTook(prepared);
    const seen = kind.targets === "edge" ? during : call(url, effect.call);
    await checkEffect(effect, seen);
    assert.match(evidence, /\w/);
    await undoer.undo(prepared.undo, deadline());
    await checkWell(prepared, undoer, () => bench().urlOf(target));
    during.cut();
    seen.cut();
  });

  test("can be undone twice", async (context) => {
    const { prepared, undoer, target } = await prepare(kind, bench(), context);
    await prepared.inject(deadline());
    await undoer.undo(prepared.undo, deadline());
    await undoer.undo(prepared.undo, deadline());
    await checkWell(prepared, undoer, () => bench().urlOf(target));
  });

  test("can be undone when it was never injected, and didn't take effect then", async (context) => {
    const { prepared, undoer, target } = await prepare(kind, bench(), context);
    assert.notEqual((await prepared.verify(deadline())).took, "true");
    await undoer.undo(prepared.undo, deadline());
    await checkWell(prepared, undoer, () => bench().urlOf(target));
  });

  test("can be undone when its target is gone", async (context) => {
    const { prepared, undoer, target } = await prepare(kind, bench(), context);
    await prepared.inject(deadline());
    await bench().destroy(target);
    await undoer.undo(prepared.undo, deadline());
    assert.equal(await undoer.isGone(prepared.undo, deadline()), true);
    await bench().restore(target);
    assert.equal((await call(await bench().urlOf(target)).end).outcome, 200);
  });

  test("is gone after its undo when its injection was cut short", async (context) => {
    const { prepared, undoer, target } = await prepare(kind, bench(), context);
    const cut = new AbortController();
    const injecting = prepared.inject(cut.signal);
    cut.abort(new Error("cut short"));
    await injecting.catch((error: Error) => assert.equal(error.message, "cut short"));
    await undoer.undo(prepared.undo, deadline());
    await checkWell(prepared, undoer, () => bench().urlOf(target));
  });

  test("doesn't begin when it was cut short before", async (context) => {
    const { prepared, undoer, target } = await prepare(kind, bench(), context);
    await assert.rejects(prepared.inject(AbortSignal.abort(new Error("too late"))), /too late/);
    await checkWell(prepared, undoer, () => bench().urlOf(target));
  });
}

interface Prepared {
  readonly prepared: PreparedFault;
  readonly undoer: Undoer;
  readonly target: FaultTarget;
  readonly url: string;
}

async function prepare(kind: FaultKind, bench: FaultBench, context: TestContext): Promise<Prepared> {
  const target = kind.targets === "edge" ? bench.edge : bench.service;
  const injector = bench.injectors.find(({ kinds }) => kinds.includes(kind));
  const [prepared, ...others] =
    (await injector?.prepare(plannedFault(kind, target, effectCases[kind.type]?.params), "system")) ?? [];
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

/** A replica that was started again may be somewhere else. */
async function checkWell({ undo }: PreparedFault, undoer: Undoer, urlNow: () => Promise<string>): Promise<void> {
  assert.equal(await undoer.isGone(undo, deadline()), true);
  assert.equal((await call(await urlNow()).end).outcome, 200);
}
