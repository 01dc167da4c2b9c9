import assert from "node:assert/strict";
import { NoSampleError } from "../../src/clients/sampling/read-sample.ts";
import type { ReplicaWaiting, RunEvent } from "../../src/judge/history/event.ts";
import type { RunResult } from "../../src/judge/history/result.ts";
import { resultOf } from "../../src/judge/history/run-result.ts";
import { foldRun } from "../../src/judge/history/run-state.ts";
import { conclusionsOf } from "../../src/report/conclusions.ts";
import { resultDocument } from "../../src/report/json.ts";
import type { RunListener } from "../../src/run/recorder.ts";
import { runExperiment } from "../../src/run/run-experiment.ts";
import { FakeClock } from "../support/fake-clock.ts";
import { assertResultDocument } from "../support/result-schema.ts";
import { SimulatedJournal } from "./simulated-journal.ts";
import { type LoadThread, simulatedLoad } from "./simulated-load.ts";
import { type PlanInput, simulatedPlan } from "./simulated-plan.ts";
import {
  type Diagnosis,
  type Effects,
  type SimulatedSystem,
  simulatedFaults,
  simulatedPlatform,
} from "./simulated-platform.ts";
import { Script, type Troubles } from "./simulated-script.ts";
import { SimulatedWorld, type WorldOptions } from "./simulated-world.ts";

/** Longer than any run with every deadline in it. */
const LONGEST_RUN_MS = 600_000;

const LONGEST_DEADLINE_MS = 20_000;

/** Actions that a test may do to a run while it goes on. */
export interface Hands {
  readonly clock: FakeClock;
  readonly world: SimulatedWorld;
  readonly journal: SimulatedJournal;
  /** Once the load was started. */
  readonly load: LoadThread;
  /** Once it is up. */
  readonly system: SimulatedSystem;
  interrupt(signal: "SIGINT" | "SIGTERM"): void;
}

export interface Scenario {
  readonly plan?: PlanInput;
  readonly world?: Partial<WorldOptions>;
  readonly troubles?: Troubles;
  readonly effects?: Effects;
  /** Effects that are seen of faults when they are asked again, at their end. */
  readonly atEnd?: Effects;
  /** Time that the disk takes for what must survive a crash. */
  readonly syncMs?: number;
  /** Values that sampled signals give; else that there is no value. Each reading is a step: `read NAME`. */
  readonly sample?: (name: string, world: SimulatedWorld) => number;
  /** Actions at times of the run, in ms; below 0 before it starts. */
  readonly at?: Readonly<Record<number, (hands: Hands) => void>>;
  readonly listener?: RunListener;
  /** Facts that services give of themselves when they are asked; else that they are sick. */
  readonly diagnosis?: Diagnosis;
  /** Calls that services say wait; else they say nothing. */
  readonly waiting?: readonly ReplicaWaiting[];
}

const SICK: Diagnosis = { checkout: { "breaker pricing": "open", "pool queued": 312 } };

/** A run that is over, with everything that it did. */
export interface FinishedRun {
  readonly result: RunResult;
  readonly events: readonly RunEvent[];
  readonly script: Script;
  readonly world: SimulatedWorld;
}

/** Goes through a whole run in virtual time, and holds what must be so of every run against it. */
export async function simulate(scenario: Scenario): Promise<FinishedRun> {
  const clock = new FakeClock();
  const journal = new SimulatedJournal(clock, scenario.syncMs ?? 0);
  const script = new Script(clock, scenario.troubles ?? {}, (step) => assertRecorded(step, journal));
  const world = new SimulatedWorld(clock, {
    ratePerS: scenario.plan?.ratePerS ?? 200,
    ...(scenario.plan?.timeoutMs !== undefined && { timeoutMs: scenario.plan.timeoutMs }),
    ...scenario.world,
  });
  const interrupt = new AbortController();
  const hands = { clock, world, journal, interrupt: (signal: string) => interrupt.abort(signal) } as {
    -readonly [key in keyof Hands]: Hands[key];
  };
  const happenings = Object.entries(scenario.at ?? {}).map(([ms, act]) =>
    Number(ms) < 0 ? act(hands) : clock.after(Number(ms), () => act(hands)),
  );
  const heard: RunEvent[] = [];
  const said = { diagnosis: scenario.diagnosis ?? SICK, waiting: scenario.waiting ?? [] };
  const running = runExperiment(simulatedPlan(scenario.plan), {
    clock,
    runId: "run-1",
    version: "0.0.0",
    logFolder: "/nowhere",
    journal: journal.writer,
    conceal: (text) => text,
    platform: simulatedPlatform(world, script, said, (system) => {
      hands.system = system;
    }),
    faultsIn: () => simulatedFaults(world, script, scenario.effects ?? {}, scenario.atEnd ?? {}),
    loadIn: () =>
      simulatedLoad(world, clock, script, (thread) => {
        hands.load = thread;
      }),
    readSampleIn:
      () =>
      async ({ name }, abort) => {
        await script.step(`read ${name}`, abort);
        return (scenario.sample ?? noSample)(name, world);
      },
    startProbe: () => ({
      get parts() {
        return Object.entries(world.parts).map(([name, reading]) => ({ name, read: () => reading }));
      },
      read: () => ({ loopDelayMaxMs: 0, cpu: 0.1 }),
      stop: () => undefined,
    }),
    interrupt: interrupt.signal,
    listener: (event, state) => {
      heard.push(event);
      scenario.listener?.(event, state);
    },
  });
  const result = await inVirtualTime(clock, running);
  for (const cancel of happenings) cancel?.();
  // What comes after the end must not change what the run came to.
  interrupt.abort("SIGTERM");
  await clock.advance(LONGEST_DEADLINE_MS);
  const unwritten = await journal.writer.close();
  const events = unwritten === undefined ? journal.events() : heard.map((event) => JSON.parse(JSON.stringify(event)));
  const run = { result, events, script, world };
  assert.equal(clock.pending, 0, "the run left timers behind");
  assertSound(run);
  await assertSameOffline(run);
  return run;
}

function noSample(name: string): never {
  throw new NoSampleError({ message: `there is no ${name}` });
}

type EventOf<Type extends RunEvent["type"]> = Extract<RunEvent, { type: Type }>;

/** The events of one type, in order. */
export function eventsOf<Type extends RunEvent["type"]>({ events }: FinishedRun, type: Type): EventOf<Type>[] {
  return events.filter((event): event is EventOf<Type> => event.type === type);
}

/** The names of the phases that the run went through. */
export function phasesOf({ result }: FinishedRun): string[] {
  return result.phases.map(({ name }) => name);
}

async function inVirtualTime<T>(clock: FakeClock, work: Promise<T>): Promise<T> {
  let isOver = false;
  const ended = work.finally(() => {
    isOver = true;
  });
  // Whoever awaits it hears of a rejection; this only keeps it from being called unhandled meanwhile.
  await Promise.race([ended, clock.advance(0)]);
  while (!isOver && clock.nowMs() < LONGEST_RUN_MS) await clock.advance(50);
  assert.ok(isOver, `the run did not end within ${LONGEST_RUN_MS} ms`);
  return ended;
}

/** Nothing is brought up or put in whose undo record would not survive a crash of the machine. */
function assertRecorded(step: string, journal: SimulatedJournal): void {
  const record = step === "up" ? "system" : /^inject (.*)$/.exec(step)?.[1];
  if (record !== undefined) assert.ok(journal.durableRecords().includes(record), `${record} is not on disk`);
}

/** Asserts what must be so of every run, whatever went wrong in it. */
function assertSound({ result, events, world, script }: FinishedRun): void {
  const { verdict, exitCode, leftBehind } = result;
  const left = [...world.in.keys(), ...(world.isUp ? ["system"] : [])];
  const named = leftBehind.map(({ id }) => id);
  for (const id of left) assert.ok(named.includes(id), `${id} is still in and the result doesn't say so`);
  for (const { step } of script.calls) {
    const record = /^inject (.*)$/.exec(step)?.[1];
    if (record !== undefined) assert.ok(script.firstCall(`undo ${record}`) >= script.firstCall(step));
  }
  assert.equal(exitCode === 4, leftBehind.length > 0);
  assert.equal(verdict === "undo-incomplete", exitCode === 4);
  const ends = events.filter((event) => event.type === "run-ended");
  assert.deepEqual(
    ends.map((event) => event.exitCode),
    [exitCode],
  );
  assert.equal(events.at(-1)?.type, "run-ended", "something happened after the end");
  assert.equal(verdict === "pass", exitCode === 0);
  assertResultDocument(resultDocument(result, "/runs/run-1"));
  assertConclusions(result, events);
  if (verdict !== "pass") return;
  for (const { role, judgement, text } of result.criteria) {
    if (role !== "abort") assert.equal(judgement.holds, "true", text);
    else assert.notEqual(judgement.holds, "true", text);
  }
  for (const { took, id } of result.faults) assert.equal(took, "true", id);
  assert.equal(result.recovery?.recovered, "true");
  assert.equal(result.stop, undefined);
}

/** A run is green for whoever shows its conclusions one by one only where it passed. */
function assertConclusions(result: RunResult, events: readonly RunEvent[]): void {
  const [started] = events;
  assert.equal(started?.type, "run-started");
  const outcomes = conclusionsOf(result, started.plan).map(({ outcome }) => outcome);
  const isGreen = outcomes.every((outcome) => outcome === "held" || outcome === "open");
  assert.equal(isGreen, result.verdict === "pass", outcomes.join());
}

/** A report made from the journal says the same as the run did. */
async function assertSameOffline({ result, events }: FinishedRun): Promise<void> {
  async function* read() {
    yield* events;
  }
  const state = await foldRun(read());
  assert.ok(state);
  assert.deepEqual(resultOf(state), result);
}
