import { formatDuration } from "../../experiment/duration.ts";
import { type Fields, fieldsOf } from "../../yaml/fields.ts";
import { type Path, show } from "../../yaml/problem.ts";
import type { ForeignDocument } from "../foreign-document.ts";
import type { Activity } from "./experiment-file.ts";
import { type ProxyUndo, proxyAct } from "./proxy-act.ts";
import { terminatePods } from "./terminate-pods.ts";
import type { ToolkitSystem } from "./toolkit-system.ts";
import type { ToolkitValues } from "./values.ts";

/** The faults of a method, in their times. */
interface Method {
  readonly faults: readonly Fields[];
  /** Undefined where its pauses don't say how long it is. */
  readonly lengthMs: number | undefined;
}

interface TimedFault {
  /** All keys but its times. */
  readonly keys: Fields;
  /** The part of a proxy of a Toxiproxy that it is, so that it can be taken out by name. */
  readonly on?: { readonly toxiproxy: string; readonly proxy: string; readonly what: string };
  /** The place of its activity. */
  readonly path: Path;
  readonly startMs: number;
  endMs?: number;
}

/** Plays a method and the rollbacks after it on paper: what becomes faults here, and what is left. */
export function playMethod(
  method: readonly Activity[],
  rollbacks: readonly Activity[],
  document: ForeignDocument,
  values: ToolkitValues,
  system: ToolkitSystem,
): Method {
  const faults: TimedFault[] = [];
  const { steps, lengthMs } = stepsOf(method, document, values);
  for (const { activity, path, atMs } of steps) {
    const act = readAct(activity, path, document, values, system);
    const ended = act?.does === "undo" ? endFaults(faults, act, atMs) : [];
    if (act?.does === "fault") {
      faults.push({ ...act.fault, path, startMs: atMs });
      if (activity.name !== undefined)
        document.differ([...path, "name"], `${show(activity.name)}: faults have no names here`);
    } else if (ended.some(isUntimed))
      document.leave(path, "no pause is between it and what it takes out, so nobody knows how long that is in");
    else if (ended.length > 0) document.differ(path, "is the end of the fault before it");
    else if (act?.does !== "nothing") document.leave(path, whyLeft(activity));
  }
  remarkOnRollbacks(rollbacks, faults, document, values);
  if (faults.length > 0 && lengthMs > 0) {
    document.differ(["method"], "times are those of its pauses alone: how long an activity itself takes isn't known");
  }
  return { faults: withoutUntimed(faults, document).map(timed), lengthMs: lengthMs > 0 ? lengthMs : undefined };
}

function remarkOnRollbacks(
  rollbacks: readonly Activity[],
  faults: readonly TimedFault[],
  document: ForeignDocument,
  values: ToolkitValues,
): void {
  for (const [index, activity] of rollbacks.entries()) {
    const path = ["rollbacks", index];
    const act = proxyAct(activity, path, document, values);
    if (act?.does === "undo" && faults.some((fault) => isMeant(fault, act))) {
      document.differ(path, "brownout takes its own faults out, whatever happens");
    } else document.leave(path, "brownout takes out what it put in, and does nothing else afterwards");
  }
}

/** An activity at its time, from the beginning of the method. */
interface Step {
  readonly activity: Activity;
  readonly path: Path;
  readonly atMs: number;
}

/** Orders activities by their times. The pauses of one in the background pass beside those that follow it. */
function stepsOf(
  method: readonly Activity[],
  document: ForeignDocument,
  values: ToolkitValues,
): { readonly steps: readonly Step[]; readonly lengthMs: number } {
  let nowMs = 0;
  let lengthMs = 0;
  const steps = method.map((activity, index) => {
    const path = ["method", index];
    const atMs = nowMs + pauseMs(activity, "before", path, document, values);
    const overMs = atMs + pauseMs(activity, "after", path, document, values);
    lengthMs = Math.max(lengthMs, overMs);
    if (activity.background)
      document.differ([...path, "background"], "those that follow don't wait for it: its pauses pass beside theirs");
    else nowMs = overMs;
    return { activity, path, atMs };
  });
  return { steps: steps.toSorted((a, b) => a.atMs - b.atMs), lengthMs };
}

type Act =
  | { readonly does: "fault"; readonly fault: Pick<TimedFault, "keys" | "on"> }
  | ProxyUndo
  /** It would, and can't be; it was left. */
  | { readonly does: "nothing" };

function readAct(
  activity: Activity,
  path: Path,
  document: ForeignDocument,
  values: ToolkitValues,
  system: ToolkitSystem,
): Act | undefined {
  const { type, module, func } = fieldsOf(activity.provider);
  if (activity.type !== "action") return undefined;
  if (type === "python" && module === "chaosk8s.pod.actions" && func === "terminate_pods") {
    const keys = terminatePods(path, document, values, system);
    return keys === undefined ? { does: "nothing" } : { does: "fault", fault: { keys } };
  }
  const act = proxyAct(activity, path, document, values);
  if (act === undefined || act.does === "undo") return act;
  if (act.does === "unclear") document.leave(path, act.why);
  const on = act.does === "fault" ? system.edge(document, path, act.proxy, act.toxiproxy) : undefined;
  if (act.does === "unclear" || on === undefined) return { does: "nothing" };
  const { toxiproxy, proxy, what } = act;
  const { type: kind, ...keys } = act.keys;
  return { does: "fault", fault: { keys: { type: kind, on, ...keys }, on: { toxiproxy, proxy, what } } };
}

function isMeant({ on }: TimedFault, { toxiproxy, proxy = on?.proxy, what = on?.what }: ProxyUndo): boolean {
  return on !== undefined && on.toxiproxy === toxiproxy && on.proxy === proxy && on.what === what;
}

/** Ends the faults that an activity takes out. @returns them */
function endFaults(faults: readonly TimedFault[], undo: ProxyUndo, atMs: number): readonly TimedFault[] {
  const ended = faults.filter((fault) => fault.endMs === undefined && isMeant(fault, undo));
  for (const fault of ended) fault.endMs = atMs;
  return ended;
}

/** Tells whether a fault is taken out after a time that no pause says. */
function isUntimed({ startMs, endMs }: TimedFault): boolean {
  return endMs === startMs;
}

/** Leaves faults that would be in for another time than there, beside others. One that is alone has the fault phase. */
function withoutUntimed(faults: readonly TimedFault[], document: ForeignDocument): readonly TimedFault[] {
  const untimed = faults.filter(isUntimed);
  if (faults.length > 1) {
    for (const { path } of untimed)
      document.leave(path, "no pause says how long it is in, and it isn't the only fault");
    return faults.filter((fault) => !isUntimed(fault));
  }
  for (const { path } of untimed)
    document.differ(path, "no pause says how long it is in: here to the end of the fault phase");
  return faults;
}

function timed({ keys, startMs, endMs }: TimedFault): Fields {
  return {
    ...keys,
    ...(startMs > 0 && { start: formatDuration(startMs) }),
    ...(endMs !== undefined && endMs > startMs && { duration: formatDuration(endMs - startMs) }),
  };
}

function pauseMs(
  { pauses }: Activity,
  side: "before" | "after",
  path: Path,
  document: ForeignDocument,
  values: ToolkitValues,
): number {
  const said = values.value(pauses?.[side] ?? 0);
  const seconds = Number(said);
  if (seconds >= 0 && seconds <= 86_400) return Math.round(seconds * 1000);
  document.leave([...path, "pauses", side], `found ${show(said)}; expected seconds, a day at most`);
  return 0;
}

function whyLeft({ type, ref, provider }: Activity): string {
  if (ref !== undefined) return "asks a probe once more; loads go on all the time";
  if (type === "probe") return "only writes down what it sees; what is measured here are loads and signals";
  const { type: kind, module, func, path: program } = fieldsOf(provider);
  const what =
    kind === "python" ? `${module}.${func}` : kind === "process" ? `the command ${show(program)}` : "this request";
  return `no fault of brownout's is ${what}`;
}
