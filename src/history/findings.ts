import { edgeName } from "../experiment/criterion.ts";
import { changeInWords } from "./change-in-words.ts";
import type { ByPhase, Degradation, Undecided } from "./result.ts";
import type { RunState } from "./run-state.ts";
import { type Standing, standingOf } from "./standing.ts";

/** What the short windows of the baseline and of the fault phase say of every load, edge and service. */
export interface Findings {
  /** By load and edge that was heard of. */
  readonly standings: ReadonlyMap<string, Standing>;
  /** In the order in which they degraded. */
  readonly degradations: readonly Degradation[];
  readonly hurt: readonly string[];
  readonly undecided: readonly Undecided[];
  /** Edges on which no call was seen. */
  readonly unmeasured: readonly string[];
}

const NOTHING: Findings = { standings: new Map(), degradations: [], hurt: [], undecided: [], unmeasured: [] };

/** What a run has shown of its signals so far; nothing before a fault went in. */
export function findingsOf(
  state: RunState,
  signals: Readonly<Record<string, ByPhase>>,
  services: Readonly<Record<string, ByPhase>>,
): Findings {
  const { faults, phases, signals: board } = state;
  const list = phases.list(state.nowMs);
  const [baseline, fault] = [list.find(({ name }) => name === "baseline"), list.find(({ name }) => name === "fault")];
  const injectedAtMs = faults.firstInjectedAtMs;
  if (baseline === undefined || fault === undefined || injectedAtMs === undefined) return NOTHING;
  const wasCalled = ({ baseline, fault }: ByPhase) => (baseline?.started ?? 0) + (fault?.started ?? 0) > 0;
  const called = (all: Readonly<Record<string, ByPhase>>) =>
    Object.keys(all).filter((name) => wasCalled(all[name] ?? {}));
  const looks = called(signals).length + called(services).length;
  const judge = (windows: (fromMs: number, toMs: number) => Parameters<typeof standingOf>[0]) =>
    standingOf(windows(baseline.fromMs, baseline.toMs), windows(injectedAtMs, fault.toMs), looks);
  const standings = new Map(
    called(signals).map((name) => [name, judge((from, to) => board.windows(name, from, to))] as const),
  );
  const serviceStandings = new Map(
    called(services).map((name) => [name, judge((from, to) => board.incomingWindows(name, from, to))] as const),
  );
  const edges = board.edges.map(edgeName);
  return {
    standings,
    degradations: degradationsOf(standings, state, injectedAtMs, signals),
    hurt: hurtOf(serviceStandings, standings, state),
    undecided: [...undecidedOf(standings, "degraded"), ...undecidedOf(serviceStandings, "hurt")],
    unmeasured: edges.filter((edge) => !standings.has(edge)),
  };
}

function degradationsOf(
  standings: ReadonlyMap<string, Standing>,
  { onsets }: RunState,
  injectedAtMs: number,
  signals: Readonly<Record<string, ByPhase>>,
): Degradation[] {
  const found: Degradation[] = [];
  for (const [signal, standing] of standings) {
    if (standing.is !== "degraded") continue;
    const onset = onsets.during(signal, standing.fromMs, standing.toMs);
    const { baseline, fault } = signals[signal] ?? {};
    const evidence = onset?.evidence ?? (baseline && fault ? changeInWords(baseline, fault) : "");
    found.push({ signal, afterMs: (onset?.fromMs ?? standing.fromMs) - injectedAtMs, evidence });
  }
  return found.sort((a, b) => a.afterMs - b.afterMs);
}

/** The far end of a faulted edge only looks slow, so it doesn't count for that edge alone. */
function hurtOf(
  services: ReadonlyMap<string, Standing>,
  signals: ReadonlyMap<string, Standing>,
  { faults, signals: board }: RunState,
): string[] {
  const faulted = new Set(
    faults.injectedTargets.flatMap((target) => (target.kind === "edge" ? [edgeName(target)] : [])),
  );
  return [...services].flatMap(([service, standing]) => {
    if (standing.is !== "degraded") return [];
    const into = board.edges.filter(({ callee }) => callee === service).map(edgeName);
    const degraded = into.filter((edge) => signals.get(edge)?.is === "degraded");
    return degraded.length === 0 || degraded.some((edge) => !faulted.has(edge)) ? [service] : [];
  });
}

function undecidedOf(standings: ReadonlyMap<string, Standing>, conclusion: Undecided["conclusion"]): Undecided[] {
  return [...standings].flatMap(([name, standing]) =>
    standing.is === "unknown" ? [{ name, conclusion, why: standing.why }] : [],
  );
}
