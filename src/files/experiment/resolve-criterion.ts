import type { Path } from "../yaml/problem.ts";
import { suggest } from "../yaml/suggestion.ts";
import { armOfSignal, armSignals } from "./arm-signals.ts";
import { type Criterion, comparesArms, type SignalRef } from "./criterion.ts";
import { formatDuration } from "./duration.ts";
import type { PhaseLengths } from "./experiment.ts";
import type { LoadSpec } from "./load-spec.ts";
import { isOneTime } from "./metric-forms.ts";
import { parseCriterion } from "./parse-criterion.ts";
import { checkEdge, type ResolveContext } from "./resolve-names.ts";
import { loadOfSignal } from "./steps.ts";

/** The lists of criteria that a file has. */
export type CriterionList = "steady-state" | "abort" | "expect";

export interface CriterionContext extends ResolveContext {
  readonly phases: PhaseLengths | undefined;
  /** None where something is wrong with them. */
  readonly loads?: readonly LoadSpec[];
  /** Signals of steps and arms of loads, beside those that have the names of loads. */
  readonly partSignals?: readonly string[];
}

/** An abort criterion is judged live, so it needs a window; the length of one that names none, where the fault is longer. */
const ABORT_WINDOW_MS = 5_000;

/**
 * Makes a criterion of its text; reports what is wrong with its syntax, a signal that doesn't exist, a metric
 * that its list can't have, and a window that is longer than the phase that it is judged over.
 */
export function resolveCriterion(
  text: string,
  list: CriterionList,
  index: number,
  context: CriterionContext,
): Criterion | undefined {
  const path = [list, index];
  const { document } = context;
  const criterion = readCriterion(text, path, context);
  if (criterion === undefined) return undefined;
  const { metric } = criterion;
  if (isOneTime(metric) && list !== "expect") {
    const message = `${metric.kind} counts from the fault on; only expect may speak of it`;
    context.report(document.problemAt(path, { message }));
  }
  if (comparesArms(metric) && list !== "expect") {
    const message = "arms are compared over the fault phase; only expect may do so";
    context.report(document.problemAt(path, { message }));
  }
  const tooLong = longerThanPhase(criterion, list, context.phases);
  if (tooLong !== undefined) context.report(document.problemAt(path, { message: tooLong }));
  return list === "abort" ? { overMs: abortWindowMs(criterion, context.phases), ...criterion } : criterion;
}

/**
 * Makes a criterion of its text; reports what is wrong with its syntax, a signal that doesn't exist, and a metric that would
 * prove nothing of it.
 */
export function readCriterion(
  text: string,
  path: Path,
  context: Omit<CriterionContext, "phases">,
): Criterion | undefined {
  const parsed = parseCriterion(text);
  if (parsed.ok) {
    checkSignal(parsed.criterion.signal, path, context);
    checkAttempts(parsed.criterion, path, context);
    return parsed.criterion;
  }
  const { ok, offset, signal, ...parts } = parsed;
  if (signal) checkSignal(signal, path, context);
  context.report(context.document.problemInside(path, offset, parts));
  return undefined;
}

/** Of a load that has no attempts but those of its requests they would prove nothing, whatever happens. */
function checkAttempts(
  { signal, metric }: Criterion,
  path: Path,
  { document, loads = [], report }: Omit<CriterionContext, "phases">,
): void {
  const load = signal.kind === "load" ? loadOfSignal(signal.name, loads) : undefined;
  if (load === undefined) return;
  const { name, retry, sessions } = load;
  if (metric.kind === "attempts" && sessions === undefined) {
    const message = `${name} has no \`sessions\`, whose connections \`attempts\` counts; with a \`retry\` there is ${name}.amplification`;
    report(document.problemAt(path, { message }));
  }
  if (metric.kind === "amplification" && retry === undefined) {
    const instead = sessions
      ? `connections of its sessions are ${name}.attempts`
      : "of a call it is (caller -> callee).amplification";
    const message = `${name} has no \`retry\`, so that each of its requests is one attempt; ${instead}`;
    report(document.problemAt(path, { message }));
  }
}

/** Time in ms that a `for` leaves of the fault phase, as the abort must be able to hold in the fault alone. */
function abortWindowMs({ forMs = 0 }: Criterion, phases: PhaseLengths | undefined): number {
  return phases === undefined ? ABORT_WINDOW_MS : Math.min(ABORT_WINDOW_MS, Math.max(1, phases.faultMs - forMs));
}

function checkSignal(
  signal: SignalRef,
  path: readonly PropertyKey[],
  context: ResolveContext & Pick<CriterionContext, "partSignals">,
): void {
  if (signal.kind === "edge") {
    checkEdge(context, path, signal);
    return;
  }
  const { signalNames, partSignals = [] } = context;
  const loadNames = [...context.loadNames, ...partSignals];
  const [kind, allowed, others] =
    signal.kind === "load"
      ? (["load", loadNames, signalNames] as const)
      : (["signal", signalNames, loadNames] as const);
  // A file without loads has one problem, not one for each criterion.
  if (allowed.includes(signal.name) || (kind === "load" && allowed.length === 0)) return;
  if (
    armOfSignal(signal.name) !== undefined &&
    context.loadNames.some((load) => armSignals(load).includes(signal.name))
  ) {
    const message = `there are no arms of loads without \`control\`; to have two, write control: { share: 50% } below the loads`;
    context.report(context.document.problemAt(path, { message }));
    return;
  }
  const message = others.includes(signal.name) ? wrongMetric(signal) : `there is no ${kind} "${signal.name}"`;
  const parts = { message, suggestion: suggest(signal.name, allowed), mistaken: signal.name, allowed };
  context.report(context.document.problemAt(path, parts));
}

/** The name is there, and stands for something that has other metrics. */
function wrongMetric({ kind, name }: { readonly kind: "load" | "sampled"; readonly name: string }): string {
  if (kind === "load") return `"${name}" is one of "signals", which have no metrics but value and fires: ${name}.value`;
  return `"${name}" is a load, and value and fires are metrics of what "signals" lists`;
}

function longerThanPhase(
  { overMs = 0, forMs = 0 }: Criterion,
  list: CriterionList,
  phases: PhaseLengths | undefined,
): string | undefined {
  if (phases === undefined) return undefined;
  const [phase, lengthMs] = list === "steady-state" ? ["baseline", phases.baselineMs] : ["fault", phases.faultMs];
  if (overMs + forMs <= lengthMs) return undefined;
  const needs = `needs ${formatDuration(overMs + forMs)}, but the ${phase} phase lasts ${formatDuration(lengthMs)}`;
  return list === "abort" ? `${needs}: it could not hold for the fault alone` : needs;
}
