import { edgeName } from "../experiment/criterion.ts";
import type { Edge } from "../graph/graph.ts";
import { changeInWords } from "./change-in-words.ts";
import type { ByPhase, Degradation, Origin } from "./result.ts";

/**
 * The edge where the trouble began: one that degraded although nothing its callee depends on did. Of several
 * the first. A caller of a slow service looks just as slow, so being slow says nothing; calling nothing slow does.
 */
export function findOrigin(
  degradations: readonly Degradation[],
  edges: readonly Edge[],
  signals: Readonly<Record<string, ByPhase>>,
): Origin | null {
  const degraded = new Map(degradations.map((degradation) => [degradation.signal, degradation]));
  const isRoot = (edge: Edge) => !edges.some((next) => next.caller === edge.callee && degraded.has(edgeName(next)));
  const [origin] = edges
    .filter((edge) => degraded.has(edgeName(edge)) && isRoot(edge))
    .sort((a, b) => onset(degraded, a) - onset(degraded, b));
  if (!origin) return null;
  return { edge: edgeName(origin), evidence: evidenceFor(origin, degraded, edges, signals) };
}

function onset(degraded: ReadonlyMap<string, Degradation>, edge: Edge): number {
  return degraded.get(edgeName(edge))?.afterMs ?? Number.POSITIVE_INFINITY;
}

function evidenceFor(
  origin: Edge,
  degraded: ReadonlyMap<string, Degradation>,
  edges: readonly Edge[],
  signals: Readonly<Record<string, ByPhase>>,
): string[] {
  const name = edgeName(origin);
  const evidence: string[] = [];
  const { baseline, fault } = signals[name] ?? {};
  if (baseline && fault) evidence.push(changeInWords(baseline, fault));
  const others = [...degraded.values()].filter(({ signal }) => signal !== name);
  evidence.push(`degraded ${(onset(degraded, origin) / 1000).toFixed(1)} s after the fault went in`);
  const next = edges.filter((edge) => edge.caller === origin.callee).map(edgeName);
  evidence.push(next.length === 0 ? `${origin.callee} calls nothing itself` : `${next.join(", ")} stayed as before`);
  if (others.length > 0)
    evidence.push(`the others suffered after it: ${others.map(({ signal }) => signal).join(", ")}`);
  return evidence;
}
