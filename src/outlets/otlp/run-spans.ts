import { targetName } from "../../files/experiment/fault-spec.ts";
import type { RunEvent } from "../../judge/history/event.ts";
import type { FaultOutcome, RunResult, Verdict } from "../../judge/history/result.ts";
import type { RunState } from "../../judge/history/run-state.ts";
import type { Plan } from "../../judge/plan/plan.ts";
import { runTraceIds, type SpanIds, spanIdOf } from "../../values/trace-ids.ts";
import { type Span, type SpanEvent, type SpanLinks, type SpanStatus, statusCodes } from "./document.ts";

/** That a run stopped early. */
export type Stopped = Extract<RunEvent, { type: "stopped" }>;

/** Values of `test.suite.run.status` for verdicts that are one of them. */
const suiteStatuses: Readonly<Partial<Record<Verdict, string>>> = {
  pass: "success",
  fail: "failure",
  aborted: "aborted",
};

/** The span of the phase that a run left last. Its parent is the run's, which is sent when the run has ended. */
export function leftPhaseSpan({ started, phases, nowMs }: RunState): Span | undefined {
  const left = phases.list(nowMs).at(-2);
  return left && phaseSpan(started.run, Date.parse(started.wall), left);
}

/** All that its closing spans are made of. */
export interface Ending {
  readonly result: RunResult;
  readonly plan: Plan;
  readonly stopped: Stopped | undefined;
  /** Gives the links of a fault's span. */
  linksOf(fault: string): SpanLinks;
}

/** The spans of a run that has ended: its last phase, its faults that went in, and itself. */
export function closingSpans({ result, plan, stopped, linksOf }: Ending): readonly Span[] {
  const startMs = Date.parse(result.startedAt);
  const lastPhases = result.phases.slice(-1).map((phase) => phaseSpan(result.run, startMs, phase));
  const faults = result.faults.flatMap((fault) => faultSpan(fault, result, plan, linksOf(fault.id)) ?? []);
  return [...lastPhases, ...faults, runSpan(result, plan, stopped)];
}

function phaseSpan(run: string, startMs: number, { name, fromMs, toMs }: RunResult["phases"][number]): Span {
  return {
    ...phaseIds(run, name),
    parentSpanId: runTraceIds(run).spanId,
    name: `phase ${name}`,
    fromMs: startMs + fromMs,
    toMs: startMs + toMs,
    attributes: { "brownout.phase": name },
  };
}

/** From when it went in until it was out, or the run's end; undefined for one that didn't go in. */
function faultSpan(
  fault: FaultOutcome,
  { run, startedAt, durationMs }: RunResult,
  plan: Plan,
  links: SpanLinks,
): Span | undefined {
  const { id, type, on, injectedAtMs, undoingAtMs, undoneAtMs, took, evidence } = fault;
  if (injectedAtMs === undefined) return undefined;
  const startMs = Date.parse(startedAt);
  const planned = plan.faults.find((one) => one.id === id);
  return {
    ...faultIds(run, id),
    parentSpanId: runTraceIds(run).spanId,
    name: `fault ${type}`,
    fromMs: startMs + injectedAtMs,
    toMs: startMs + (undoneAtMs ?? durationMs),
    attributes: {
      "brownout.fault.id": id,
      "brownout.fault.type": type,
      "brownout.fault.on": on,
      "brownout.fault.does": planned && `${targetName(planned.on)}: ${planned.explanation.does}`,
      "brownout.fault.took": took,
      "brownout.fault.evidence": evidence,
    },
    events: undoingAtMs === undefined ? [] : [{ atMs: startMs + undoingAtMs, name: "undo begins", attributes: {} }],
    ...links,
    ...faultStatus(fault),
  };
}

function faultStatus({ took, evidence, undoneAtMs }: FaultOutcome): { readonly status?: SpanStatus } {
  if (undoneAtMs === undefined) return { status: { code: statusCodes.error, message: "it may still be in" } };
  if (took === "unknown") return {};
  if (took === "true") return { status: { code: statusCodes.ok } };
  return { status: { code: statusCodes.error, message: `it did not take effect: ${evidence}` } };
}

function runSpan(result: RunResult, plan: Plan, stopped: Stopped | undefined): Span {
  const { experiment, platform } = plan;
  const { run, verdict, exitCode, reasons, startedAt, durationMs } = result;
  const startMs = Date.parse(startedAt);
  const isPass = verdict === "pass";
  return {
    ...runTraceIds(run),
    name: `run ${experiment.name}`,
    fromMs: startMs,
    toMs: startMs + durationMs,
    attributes: {
      "test.suite.name": experiment.name,
      "test.suite.run.status": suiteStatuses[verdict],
      "error.type": isPass ? undefined : verdict,
      "brownout.run": run,
      "brownout.title": experiment.title,
      "brownout.owner": experiment.owner,
      "brownout.platform": platform,
      "brownout.verdict": verdict,
      "brownout.exit_code": BigInt(exitCode),
      "brownout.reasons": reasons,
    },
    events: stopped === undefined ? [] : [stopEvent(stopped, startMs, plan)],
    status: isPass ? { code: statusCodes.ok } : { code: statusCodes.error, message: reasons[0] ?? verdict },
  };
}

function stopEvent({ atMs, cause }: Stopped, startMs: number, { experiment }: Plan): SpanEvent {
  const at = startMs + atMs;
  switch (cause.kind) {
    case "abort":
      return {
        atMs: at,
        name: "abort",
        attributes: {
          "brownout.criterion": experiment.abort[cause.index]?.text,
          "brownout.measured": cause.judgement.measured,
        },
      };
    case "broken":
      return {
        atMs: at,
        name: "exception",
        attributes: { "exception.type": cause.code, "exception.message": cause.message },
      };
    case "interrupted":
      return { atMs: at, name: "interrupted", attributes: { "brownout.signal": cause.signal } };
    default:
      return { atMs: at, name: cause.kind, attributes: {} };
  }
}

/** The ids of a fault's span. @param fault the fault's id */
export function faultIds(run: string, fault: string): SpanIds {
  return { traceId: runTraceIds(run).traceId, spanId: spanIdOf(`${run} fault ${fault}`) };
}

function phaseIds(run: string, phase: string): SpanIds {
  return { traceId: runTraceIds(run).traceId, spanId: spanIdOf(`${run} phase ${phase}`) };
}
