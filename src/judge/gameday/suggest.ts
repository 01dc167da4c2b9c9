import { targetName } from "../../files/experiment/fault-spec.ts";
import type { Graph } from "../../files/graph/graph.ts";
import { edgeName } from "../../values/edge-name.ts";
import type { PlannedFault } from "../plan/plan.ts";
import type { ClosestMargin, ExperimentRecord } from "./boring.ts";
import { type HarderFault, harderThan } from "./harder-fault.ts";
import { provesSomething, type Trial, type TrialRecord } from "./trial.ts";

/** Something to try on the next game day, with the data that speaks for it. */
export type Suggestion =
  /** The same fault of a boring experiment, but harder, until the margin is gone. */
  | {
      readonly kind: "harder";
      readonly experiment: string;
      readonly fault: string;
      readonly type: string;
      readonly on: string;
      readonly size: HarderFault;
      readonly passed: number;
      readonly closest: ClosestMargin;
    }
  /** Other kinds of fault where a boring experiment has its own. */
  | {
      readonly kind: "other-faults";
      readonly experiment: string;
      readonly on: string;
      readonly platform: string;
      readonly tried: readonly string[];
      readonly untried: readonly string[];
    }
  /** Edges that no fault was on, or on whose callee. */
  | { readonly kind: "untouched"; readonly edges: readonly string[]; readonly known: number };

/** The types of fault that whatever makes one type on a platform makes at the same places, it itself among them. */
export type TypesBeside = (type: string, platform: string) => readonly string[];

/**
 * Finds what to try next: what is harder or other than experiments that have become boring, then what nobody has tried.
 * @param trials in order
 */
export function suggest(
  trials: readonly Trial[],
  records: readonly ExperimentRecord[],
  typesBeside: TypesBeside,
): readonly Suggestion[] {
  const tried = triedIn(trials);
  const boring = records.flatMap(({ experiment, isBoring, closest, passedInARow: passed }): readonly Boring[] => {
    const newest = trials.findLast((one) => one.experiment === experiment && one.record)?.record;
    return isBoring && closest && newest ? [{ experiment, passed, closest, newest }] : [];
  });
  return [
    ...boring.flatMap(harderFaults),
    ...boring.flatMap((one) => otherFaults(one, tried, typesBeside)),
    ...untouchedEdges(trials, tried),
  ];
}

/** A fault that took effect in a run that proved something. */
type Tried = Pick<PlannedFault, "type" | "on"> & { readonly platform: string };

function triedIn(trials: readonly Trial[]): readonly Tried[] {
  return trials.filter(provesSomething).flatMap(({ record }) => {
    if (record === undefined) return [];
    const { plan } = record.started;
    const took = new Set(record.result.faults.filter((one) => one.took === "true").map(({ id }) => id));
    return plan.faults.filter(({ id }) => took.has(id)).map(({ type, on }) => ({ type, on, platform: plan.platform }));
  });
}

/** An experiment that has become boring, and its newest run. */
interface Boring {
  readonly experiment: string;
  readonly passed: number;
  readonly closest: ClosestMargin;
  readonly newest: TrialRecord;
}

function harderFaults({ experiment, passed, closest, newest }: Boring): readonly Suggestion[] {
  return newest.started.plan.faults.flatMap((fault): Suggestion[] => {
    const size = harderThan(fault);
    if (size === undefined) return [];
    const { id, type } = fault;
    const on = targetName(fault.on);
    return [{ kind: "harder", experiment, fault: id, type, on, size, passed, closest }];
  });
}

function otherFaults(
  { experiment, newest }: Boring,
  tried: readonly Tried[],
  typesBeside: TypesBeside,
): readonly Suggestion[] {
  const { platform, faults } = newest.started.plan;
  const places = Map.groupBy(faults, ({ on }) => targetName(on));
  return [...places].flatMap(([on, there]): Suggestion[] => {
    const triedThere = tried.filter((one) => targetName(one.on) === on && one.platform === platform);
    const types = [...new Set(triedThere.map(({ type }) => type))];
    const beside = new Set(there.flatMap(({ type }) => typesBeside(type, platform)));
    const untried = [...beside].filter((type) => !types.includes(type));
    return untried.length === 0 ? [] : [{ kind: "other-faults", experiment, on, platform, tried: types, untried }];
  });
}

function untouchedEdges(trials: readonly Trial[], tried: readonly Tried[]): readonly Suggestion[] {
  const known = new Map(newestGraphs(trials).flatMap(({ edges }) => edges.map((edge) => [edgeName(edge), edge])));
  const touched = new Set(tried.map(({ on }) => targetName(on)));
  const edges = [...known].filter(([name, { callee }]) => !touched.has(name) && !touched.has(callee));
  return edges.length === 0 ? [] : [{ kind: "untouched", edges: edges.map(([name]) => name), known: known.size }];
}

/** Each graph as the newest run of it had it: edges that are gone are no more. */
function newestGraphs(trials: readonly Trial[]): readonly Graph[] {
  const graphs = trials.flatMap(({ record }) => record?.started.plan.experiment.system.graph ?? []);
  return [...new Map(graphs.map((graph) => [graph.name, graph])).values()];
}
