import type { Edge } from "../../files/graph/graph.ts";
import { edgeName } from "../../values/edge-name.ts";
import { formatNumber } from "../criteria/format.ts";
import type { ByPhase } from "./result.ts";
import type { Standing } from "./standing.ts";

/** Below this share of its calls an edge has as good as fallen silent. */
const SILENT_BELOW = 0.2;

/** A service that had fewer requests in the whole fault phase than this had nothing to do. */
const IDLE_BELOW = 20;

/** Knowledge of an edge while the fault was in. */
export type EdgeState =
  | { readonly is: "degraded" | "as before" }
  /** Its caller had nothing to do either. */
  | { readonly is: "not called" }
  /** The trouble may be on it, for all that was measured. */
  | { readonly is: "doubtful"; readonly why: string };

interface Measured {
  readonly edges: readonly Edge[];
  readonly standings: ReadonlyMap<string, Standing>;
  readonly signals: Readonly<Record<string, ByPhase>>;
  readonly services: Readonly<Record<string, ByPhase>>;
}

/** The state of every edge, by its name. */
export function edgeStates(measured: Measured): ReadonlyMap<string, EdgeState> {
  return new Map(measured.edges.map((edge) => [edgeName(edge), stateOf(edge, measured)] as const));
}

function stateOf(edge: Edge, { standings, signals, services }: Measured): EdgeState {
  const name = edgeName(edge);
  const standing = standings.get(name);
  if (standing?.is === "degraded") return { is: "degraded" };
  const { baseline, fault } = signals[name] ?? {};
  if (!baseline?.started && !fault?.started) return doubtful("no call was seen on it at all, so it isn't measured");
  const [before, now] = [baseline?.amplification ?? 0, fault?.amplification ?? 0];
  if (isIdle(services[edge.caller])) return { is: "not called" };
  if (now < before * SILENT_BELOW) {
    const calls = `${formatNumber(now)} calls a request instead of ${formatNumber(before)}`;
    return doubtful(`hardly a call was seen on it while the fault was in (${calls}); refused calls aren't counted`);
  }
  if (standing === undefined) return doubtful("it wasn't measured");
  if (standing.is === "unknown") return doubtful(standing.why);
  if (standing.is === "shifted") return doubtful("it did worse, too, though by less than counts as degraded");
  return { is: "as before" };
}

/** Tells whether hardly a request came in to the service any more. */
function isIdle(caller: ByPhase | undefined): boolean {
  const { baseline, fault } = caller ?? {};
  const [before, now] = [baseline?.started ?? 0, fault?.started ?? 0];
  return now < IDLE_BELOW && now < before * SILENT_BELOW;
}

function doubtful(why: string): EdgeState {
  return { is: "doubtful", why };
}
