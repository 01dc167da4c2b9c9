import type { ComparedRun } from "../../judge/compare/compared-run.ts";
import { conclusionsOf } from "../conclusions.ts";

/** Number of runs by how they, or something in them, came out. */
export type Outcomes = Readonly<Record<string, number>>;

/** A conclusion that runs came to, on two sides; empty on one that has none of this name. */
export interface OutcomesOfBoth {
  readonly name: string;
  readonly a: Outcomes;
  readonly b: Outcomes;
}

/** An order in which signals degraded, and the number of runs of a side in which it was so. */
export interface DegradationOrder {
  /** Names of signals, the first first; empty where none degraded. */
  readonly order: readonly string[];
  readonly runs: number;
}

/** The conclusions that didn't come out in the same share of the runs of both sides, the verdict first. */
export function differingOutcomes(a: readonly ComparedRun[], b: readonly ComparedRun[]): readonly OutcomesOfBoth[] {
  const [inA, inB] = [outcomesByName(a), outcomesByName(b)];
  const names = [...new Set(["verdict", ...inA.keys(), ...inB.keys()])];
  return names
    .map((name) => ({ name, a: inA.get(name) ?? {}, b: inB.get(name) ?? {} }))
    .filter((both) => !isSame(both.a, a.length, both.b, b.length));
}

/** The orders of one side, the most frequent first, and of those by the alphabet. */
export function degradationOrders(side: readonly ComparedRun[]): readonly DegradationOrder[] {
  const found = new Map<string, DegradationOrder>();
  for (const { result } of side) {
    const order = result.degradations.map(({ signal }) => signal);
    const key = JSON.stringify(order);
    found.set(key, { order, runs: (found.get(key)?.runs ?? 0) + 1 });
  }
  return [...found.values()].sort(
    (one, other) => other.runs - one.runs || String(one.order).localeCompare(String(other.order)),
  );
}

/** The verdict is there in its own words: that it was broken says less than that it was aborted. */
function outcomesByName(side: readonly ComparedRun[]): ReadonlyMap<string, Outcomes> {
  const all = new Map<string, Record<string, number>>();
  for (const { started, result } of side) {
    for (const { kind, name, outcome } of conclusionsOf(result, started.plan)) {
      const found = all.get(name) ?? {};
      const word = kind === "verdict" ? result.verdict : outcome;
      found[word] = (found[word] ?? 0) + 1;
      all.set(name, found);
    }
  }
  return all;
}

function isSame(a: Outcomes, runsOfA: number, b: Outcomes, runsOfB: number): boolean {
  const words = new Set([...Object.keys(a), ...Object.keys(b)]);
  return [...words].every((word) => (a[word] ?? 0) * runsOfB === (b[word] ?? 0) * runsOfA);
}
