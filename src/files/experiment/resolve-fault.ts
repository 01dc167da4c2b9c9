import type { z } from "zod";
import type { Graph } from "../graph/graph.ts";
import { type Fields, fieldsOf } from "../yaml/fields.ts";
import { type ProblemParts, type Source, show } from "../yaml/problem.ts";
import { formatDuration } from "./duration.ts";
import type { PhaseLengths } from "./experiment.ts";
import type { FaultKind } from "./fault-kind.ts";
import { type FaultFile, ownParams } from "./fault-schema.ts";
import { type FaultSpec, type FaultTarget, targetName } from "./fault-spec.ts";
import type { LoadSpec } from "./load-spec.ts";
import { misplacedKeys } from "./misplaced-keys.ts";
import { isReached } from "./reach.ts";
import { checkEdge, checkService, edgeNames, parseEdge, type ResolveContext } from "./resolve-names.ts";

/** The context that the faults of a file are resolved in. */
export interface FaultResolveContext extends ResolveContext {
  readonly faultKinds: readonly FaultKind[];
  readonly faultSchema: z.ZodType<FaultFile>;
  /** None when the file's phases are wrong; windows are not checked then. */
  readonly phases: PhaseLengths | undefined;
  /** None when a load is wrong; what faults they reach is not checked then. */
  readonly loads?: readonly LoadSpec[];
  /** Reads a file that a fault names; `path` is as the file has it. Throws a BrownoutError. */
  readText(path: string): Source;
}

/**
 * Makes a fault of its part of the file; reports a target or a window that can't be, the target also where
 * the schema refuses another part of the fault.
 */
export function resolveFault(written: unknown, index: number, context: FaultResolveContext): FaultSpec | undefined {
  const target = resolveTarget(fieldsOf(written), index, context);
  if (target !== undefined) {
    checkReached(target, written, index, context);
    checkNoBroker(target, index, context);
    checkKeys(target, fieldsOf(written), index, context);
  }
  const fault = context.faultSchema.safeParse(written).data;
  if (fault === undefined) return undefined;
  const faultMs = context.phases?.faultMs ?? Number.POSITIVE_INFINITY;
  const durationMs = fault.duration ?? faultMs - fault.start;
  checkWindow(fault, index, durationMs, faultMs, context);
  const params = completeParams(fault, index, durationMs, context);
  return (
    target && {
      id: `${fault.type}-${index + 1}`,
      type: fault.type,
      on: target,
      params,
      startMs: fault.start,
      durationMs,
      mode: fault.mode ?? { kind: target.kind === "edge" ? "all" : "one" },
      ...(fault["allow-empty"] && { allowEmpty: true }),
      ...(fault["allow-unreached"] && { allowUnreached: true }),
    }
  );
}

/** Reports keys that go with the other of the two targets that a kind may have, and those that this one lacks. */
function checkKeys(target: FaultTarget, written: Fields, index: number, context: FaultResolveContext): void {
  const kind = context.faultKinds.find(({ type }) => type === written.type);
  for (const { key, message } of kind === undefined ? [] : misplacedKeys(kind, target.kind, written)) {
    context.report(context.document.problemAt(["faults", index, key], { message }));
  }
}

/** The keys that only the fault's kind has, with what they name. */
function completeParams(fault: FaultFile, index: number, durationMs: number, context: FaultResolveContext): unknown {
  const params = ownParams(fault);
  const kind = context.faultKinds.find(({ type }) => type === fault.type);
  if (kind?.complete === undefined) return params;
  const { report, readText, document } = context;
  const problemAt = (key: string, parts: ProblemParts) => document.problemAt(["faults", index, key], parts);
  return kind.complete(params, { durationMs, readText, report, problemAt });
}

function resolveTarget({ type, on }: Fields, index: number, context: FaultResolveContext): FaultTarget | undefined {
  if (typeof on !== "string") return undefined;
  const kind = context.faultKinds.find((known) => known.type === type);
  const path = ["faults", index, "on"];
  const edge = parseEdge(on);
  if (kind === undefined) {
    // The schema says that there is no such type; a wrong name is worth saying all the same.
    if (edge === undefined) checkService(context, path, on);
    else checkEdge(context, path, edge);
    return undefined;
  }
  if (kind.targets === "edge" || (kind.targets === "either" && edge !== undefined)) {
    if (edge !== undefined) {
      checkEdge(context, path, edge);
      return { kind: "edge", ...edge };
    }
    const message = `found ${show(on)}; ${kind.type} is put on an edge: caller -> callee`;
    const allowed = edgesTo(on, context);
    context.report(context.document.problemAt(path, { message, suggestion: onlyOne(allowed), allowed }));
    return undefined;
  }
  if (edge === undefined) {
    checkService(context, path, on);
    return { kind: "service", service: on };
  }
  const message = `found the edge ${show(on)}; ${kind.type} is done to a service`;
  context.report(context.document.problemAt(path, { message, suggestion: edge.callee }));
  return undefined;
}

/** The edges that a person may have meant by a service's name: those that lead to it, or else all. */
function edgesTo(service: string, { graph }: ResolveContext): readonly string[] {
  const edges = edgeNames(graph);
  const leading = edges.filter((edge) => edge.endsWith(`-> ${service}`));
  return leading.length > 0 ? leading : edges;
}

/** Reports a fault that no load comes to, unless it says that this may be: it would prove nothing. */
function checkReached(target: FaultTarget, written: unknown, index: number, context: FaultResolveContext): void {
  const { graph, loads, report, document } = context;
  const isAllowed = fieldsOf(written)["allow-unreached"] === true;
  if (graph === undefined || loads === undefined || isAllowed || !isIn(graph, target)) return;
  if (isReached(target, loads, graph) !== false) return;
  const message =
    `no load reaches ${targetName(target)}, so the fault would prove nothing; load a service whose requests lead ` +
    "there, or say `allow-unreached: true` (a run can't pass by such a fault)";
  report(document.problemAt(["faults", index, "on"], { message }));
}

/** Reports a fault on a broker: it would be made in the program beside Kafka, and show nothing of Kafka. */
function checkNoBroker(target: FaultTarget, index: number, { graph, report, document }: FaultResolveContext): void {
  if (target.kind !== "service") return;
  const { behaviour } = graph?.services.find(({ name }) => name === target.service) ?? {};
  if (behaviour?.broker === undefined) return;
  const message = `${target.service} is a broker, and faults are not made in Kafka; put one on who publishes or consumes`;
  report(document.problemAt(["faults", index, "on"], { message }));
}

function isIn({ services, edges }: Graph, target: FaultTarget): boolean {
  return target.kind === "service"
    ? services.some(({ name }) => name === target.service)
    : edges.some(({ caller, callee }) => caller === target.caller && callee === target.callee);
}

function onlyOne(names: readonly string[]): string | undefined {
  return names.length === 1 ? names[0] : undefined;
}

function checkWindow(
  fault: FaultFile,
  index: number,
  durationMs: number,
  faultMs: number,
  context: FaultResolveContext,
): void {
  const path = ["faults", index];
  const phase = `the fault phase, which lasts ${formatDuration(faultMs)}`;
  if (fault.start >= faultMs) {
    const message = `starts at ${formatDuration(fault.start)}, not inside of ${phase}`;
    context.report(context.document.problemAt([...path, "start"], { message }));
  } else if (fault.start + durationMs > faultMs) {
    const message = `ends at ${formatDuration(fault.start + durationMs)}, after ${phase}`;
    context.report(context.document.problemAt([...path, "duration"], { message }));
  }
}
