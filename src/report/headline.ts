import { z } from "zod";
import { targetName } from "../files/experiment/fault-spec.ts";
import { formatMs, formatNumber, formatShare } from "../judge/criteria/format.ts";
import type { FaultOutcome, RunResult, SignalStats } from "../judge/history/result.ts";
import type { Plan, PlannedFault } from "../judge/plan/plan.ts";

/** Fallback answers that a service gave in the fault phase, by its own count. */
export interface Fallbacks {
  readonly service: string;
  readonly answers: number;
}

/** A fault that delays all that flows on an edge, by so many ms on average. */
const wholeLatency = z.object({
  latency: z.number().positive(),
  toxicity: z.literal(1),
  distribution: z.literal("uniform").optional(),
});

/** From how many times as slow on it is worth a word. */
const SLOWER_TIMES = 1.5;

/**
 * The outcome of a run in a sentence for who doesn't know the words of experiments: what became of the system, what was done
 * to it, how many requests fared well. It says nothing that the run didn't show.
 */
export function headlineOf(result: RunResult, plan: Plan, fallbacks?: Fallbacks): string {
  const { verdict, reasons } = result;
  if (verdict === "inconclusive") return sentence([`Nothing was proved: ${reasons[0] ?? "the run says no reason"}`]);
  if (verdict === "undo-incomplete") {
    return sentence([`Something that was put in may not be out: ${reasons[0] ?? "the run says no reason"}`]);
  }
  const outcome = outcomeOf(result, systemOf(result, plan));
  const trouble = troubleOf(result, plan);
  const whole = trouble === undefined ? outcome : `${outcome} while ${trouble}`;
  const back = result.recovery?.recovered === "false" ? "it did not come back afterwards" : undefined;
  return sentence([whole, back, answersOf(result, plan), fallbacksOf(result, fallbacks)]);
}

function sentence(parts: readonly (string | undefined)[]): string {
  const text = parts.filter((part) => part !== undefined).join("; ");
  return `${text.charAt(0).toUpperCase()}${text.slice(1)}.`;
}

/** The name that people gave to the graph. Elsewhere than on this machine it is a project's, a namespace's or the experiment's. */
function systemOf({ platform }: RunResult, { experiment: { system } }: Plan): string {
  const isFound = ["compose", "kubernetes", "external"].includes(platform);
  return (isFound ? undefined : system.graph?.name) ?? "the system";
}

function outcomeOf({ verdict, criteria }: RunResult, system: string): string {
  if (verdict === "aborted") return "the run was stopped early at a limit that was set for that";
  const expectations = criteria.filter(({ role }) => role === "expect");
  if (verdict === "pass") return keptInWords(expectations.length, system);
  const missed = expectations.filter(({ judgement }) => judgement.holds === "false").length;
  if (missed === 0) return `${system} did not pass`;
  return `${system} missed ${expectations.length === 1 ? "its limit" : `${missed} of its ${expectations.length} limits`}`;
}

function keptInWords(expectations: number, system: string): string {
  if (expectations === 0) return "the run went as planned";
  if (expectations === 1) return `${system} kept to its limit`;
  return `${system} kept to ${expectations === 2 ? "both" : `all ${expectations}`} of its limits`;
}

/** The faults that took effect, as a clause; undefined where none did. */
function troubleOf(result: RunResult, { faults }: Plan): string | undefined {
  const played = result.faults.filter(({ took, injectedAtMs }) => took === "true" && injectedAtMs !== undefined);
  const [first, ...others] = played;
  if (first === undefined) return undefined;
  const clause = faultClause(
    first,
    faults.find(({ id }) => id === first.id),
    result,
  );
  return others.length === 0
    ? clause
    : `${clause}, and ${others.length} more ${others.length === 1 ? "fault was" : "faults were"} in`;
}

function faultClause({ id, on }: FaultOutcome, planned: PlannedFault | undefined, result: RunResult): string {
  if (planned === undefined) return `${id} was on ${on}`;
  return slownessOf(planned, result) ?? `a fault was on ${targetName(planned.on)} that ${planned.explanation.does}`;
}

/** The size of a delay on a whole edge against the time that its calls took before. */
function slownessOf({ type, on, params }: PlannedFault, { signals }: RunResult): string | undefined {
  const usualMs = signals[targetName(on)]?.baseline?.p50Ms;
  const { data } = wholeLatency.safeParse(params);
  if (type !== "latency" || on.kind !== "edge" || data === undefined || usualMs === undefined || usualMs <= 0)
    return undefined;
  const slowMs = usualMs + data.latency;
  if (slowMs < usualMs * SLOWER_TIMES) return undefined;
  const times = formatNumber(slowMs / usualMs);
  return `${on.callee} was made to take ${formatMs(slowMs)} instead of ${formatMs(usualMs)} to answer ${on.caller}, ${times} times as long`;
}

/** The fate of the requests that the largest load sent. */
function answersOf({ signals }: RunResult, { experiment }: Plan): string | undefined {
  const [largest] = experiment.loads
    .flatMap(({ name }): (readonly [string, SignalStats])[] => {
      const stats = signals[name]?.fault;
      return stats === undefined || stats.opaque !== undefined ? [] : [[name, stats]];
    })
    .sort(([, a], [, b]) => b.started - a.started);
  if (largest === undefined) return undefined;
  const [name, { ended, failed }] = largest;
  if (ended === 0) return `no request of ${name} ended in the fault phase`;
  return `of the ${formatNumber(ended)} requests of ${name} that ended in the fault phase, ${formatNumber(ended - failed)} succeeded`;
}

function fallbacksOf({ services }: RunResult, fallbacks: Fallbacks | undefined): string | undefined {
  if (fallbacks === undefined) return undefined;
  const { service, answers } = fallbacks;
  const all = services[service]?.fault?.ended;
  const share =
    all !== undefined && all >= answers
      ? `, for ${formatShare(Number((answers / all).toPrecision(2)))} of what it was asked`
      : "";
  return `${service} gave ${formatNumber(answers)} answers from a fallback${share}`;
}
