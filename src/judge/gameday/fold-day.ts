import type { DayEvent, DayEventOf, Person } from "./day-event.ts";
import type { DayRun, DayStage, DayState, DayStep } from "./day-state.ts";

/** The state of a game day whose events were kept; undefined where there is not even the first, which holds what was agreed on. */
export function foldDay(events: Iterable<DayEvent>): DayState | undefined {
  let state: DayState | undefined;
  for (const event of events) {
    if (state !== undefined) state = applyDayEvent(state, event);
    else if (event.type === "day-began") state = beginDay(event);
  }
  return state;
}

/** The state of a game day that has just begun. */
export function beginDay(began: DayEventOf<"day-began">): DayState {
  return {
    began,
    agreement: began.day,
    present: [],
    attended: [],
    checks: [],
    steps: began.day.experiments.map(({ name }) => ({
      experiment: name,
      checks: [],
      runs: [],
      learned: [],
      isReviewed: false,
    })),
    notes: [],
    stops: [],
    findings: [],
    isLeft: false,
    stage: { kind: "gathering" },
    lastAtMs: began.atMs,
  };
}

/**
 * The state after one more event. The turn of an experiment comes as it is checked, again after its review, too. An event of an
 * experiment that the day doesn't have changes none.
 */
export function applyDayEvent(before: DayState, event: DayEvent): DayState {
  const state: DayState = { ...before, lastAtMs: event.atMs };
  switch (event.type) {
    case "day-began":
      return state;
    case "came":
    case "went":
      return withPerson(state, event);
    case "noted":
      return { ...state, notes: [...state.notes, event] };
    case "stop-asked":
      return { ...state, stops: [...state.stops, event] };
    case "finding-filed":
      return { ...state, findings: [...state.findings, event.finding] };
    case "left":
      return { ...state, isLeft: true, present: [] };
    case "resumed":
      return { ...state, isLeft: false, present: [] };
    case "day-ended":
      return { ...state, ended: event, stage: { kind: "over" } };
    case "checked":
      if (event.experiment === undefined) return { ...state, checks: event.checks };
      return withStep(state, { ...event, experiment: event.experiment });
    default:
      return withStep(state, event);
  }
}

function withPerson(state: DayState, { type, person }: DayEventOf<"came" | "went">): DayState {
  const present = state.present.filter((one) => !isSamePerson(one, person));
  if (type === "went") return { ...state, present };
  const isNew = !state.attended.some((one) => isSamePerson(one, person));
  return {
    ...state,
    present: [...present, person],
    attended: isNew ? [...state.attended, person] : state.attended,
  };
}

/** Tells whether two are one, in the same part. */
export function isSamePerson(one: Person, other: Person): boolean {
  return one.name === other.name && one.role === other.role;
}

/** An event of one experiment. */
type StepEvent =
  | (DayEventOf<"checked"> & { readonly experiment: string })
  | DayEventOf<"decided" | "run-began" | "run-ended" | "run-failed" | "learned" | "reviewed">;

function withStep(state: DayState, event: StepEvent): DayState {
  const { experiment } = event;
  if (!state.steps.some((step) => step.experiment === experiment)) return state;
  const steps = state.steps.map((step) => (step.experiment === experiment ? stepAfter(step, event) : step));
  return { ...state, steps, stage: stageAfter(state.stage, steps, event) };
}

function stepAfter(step: DayStep, event: StepEvent): DayStep {
  switch (event.type) {
    case "checked":
      return { ...step, checks: event.checks };
    case "decided":
      return { ...step, decision: event };
    case "run-began":
      return { ...step, runs: [...step.runs, { run: event.run, beganAtMs: event.atMs }] };
    case "run-ended":
    case "run-failed":
      return { ...step, runs: runsAfter(step.runs, event) };
    case "learned":
      return { ...step, learned: [...step.learned, event] };
    case "reviewed":
      return { ...step, isReviewed: true };
  }
}

/** A go that no run came of has no beginning of its own. */
function runsAfter(runs: readonly DayRun[], end: DayEventOf<"run-ended" | "run-failed">): readonly DayRun[] {
  const last = runs.at(-1);
  if (end.run === undefined || last?.run !== end.run) {
    return [...runs, { ...(end.run !== undefined && { run: end.run }), beganAtMs: end.atMs, end }];
  }
  return [...runs.slice(0, -1), { ...last, end }];
}

function stageAfter(stage: DayStage, steps: readonly DayStep[], event: StepEvent): DayStage {
  const { experiment } = event;
  switch (event.type) {
    case "checked":
      return { kind: "deciding", experiment };
    case "decided":
      return { kind: event.go ? "running" : "reviewing", experiment };
    case "run-began":
      return { kind: "running", experiment, run: event.run };
    case "run-ended":
    case "run-failed":
      return { kind: "reviewing", experiment };
    case "learned":
      return stage;
    case "reviewed":
      return nextTurn(steps);
  }
}

function nextTurn(steps: readonly DayStep[]): DayStage {
  const next = steps.find(({ isReviewed }) => !isReviewed);
  return next === undefined ? { kind: "closing" } : { kind: "deciding", experiment: next.experiment };
}
