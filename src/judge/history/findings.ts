import { edgeName } from "../../values/edge-name.ts";
import { unseen } from "../criteria/unseen.ts";
import { changeInWords } from "./change-in-words.ts";
import type { ByPhase, Degradation, Undecided } from "./result.ts";
import type { RunState } from "./run-state.ts";
import { type Standing, standingOf } from "./standing.ts";

/** Conclusions from the short windows of the baseline and of the fault phase of every load, edge and service. */
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

/** Draws the conclusions on a run's signals so far; nothing before a fault went in. */
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
  const own = ownSignals(state);
  const judge = (name: string, windows: (fromMs: number, toMs: number) => Parameters<typeof standingOf>[0]) => {
    const before = windows(baseline.fromMs, baseline.toMs);
    return standingOf(before, windows(injectedAtMs, fault.toMs), own.has(name) ? 1 : looks);
  };
  const standings = new Map(
    called(signals).map((name) => {
      const opaque = opaqueOn(signals[name] ?? {});
      if (opaque > 0) return [name, { is: "unknown", why: unseen(opaque, name) }] as const;
      return [name, judge(name, (from, to) => board.windows(name, from, to))] as const;
    }),
  );
  const serviceStandings = new Map(
    called(services).map((name) => [name, judge(name, (from, to) => board.incomingWindows(name, from, to))] as const),
  );
  const hurt = hurtOf(serviceStandings, standings, state);
  const edges = board.edges.map(edgeName);
  return {
    standings,
    degradations: degradationsOf(standings, state, injectedAtMs, signals),
    hurt: hurt.hurt,
    undecided: [...undecidedOf(standings), ...hurt.undecided],
    unmeasured: edges.filter((edge) => !standings.has(edge)),
  };
}

/** Connections on which calls weren't seen: those that were say nothing of all. */
function opaqueOn({ baseline, fault }: ByPhase): number {
  return fault?.opaque ?? baseline?.opaque ?? 0;
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

/** The targets of the faults: edges, services, and the edges into those. */
function ownSignals({ faults, signals: board }: RunState): ReadonlySet<string> {
  const names = faults.injectedTargets.flatMap((target) => {
    if (target.kind === "edge") return [edgeName(target)];
    return [target.service, ...board.edges.filter(({ callee }) => callee === target.service).map(edgeName)];
  });
  return new Set(names);
}

function hurtOf(services: ReadonlyMap<string, Standing>, signals: ReadonlyMap<string, Standing>, state: RunState) {
  const hurt: string[] = [];
  const undecided: Undecided[] = [];
  for (const [name, standing] of services) {
    const { faulted, others } = worseInto(name, signals, state);
    const isSeenElsewhere = others.includes("degraded");
    const conclusion = "hurt";
    if (standing.is === "degraded" && (faulted === 0 || isSeenElsewhere)) hurt.push(name);
    else if (standing.is === "degraded" && others.includes("unknown")) {
      undecided.push({ name, conclusion, why: "it could not be told whether more than the faulted edge is worse" });
    } else if (standing.is === "unknown" && (faulted === 0 || others.length > 0)) {
      undecided.push({ name, conclusion, why: standing.why });
    }
  }
  return { hurt, undecided };
}

/**
 * Finds the edges into a service that may be worse. The far end of a faulted edge only looks slow, so that edge is
 * apart.
 */
function worseInto(service: string, signals: ReadonlyMap<string, Standing>, { faults, signals: board }: RunState) {
  const targets = new Set(
    faults.injectedTargets.flatMap((target) => (target.kind === "edge" ? [edgeName(target)] : [])),
  );
  const into = board.edges.filter(({ callee }) => callee === service).map(edgeName);
  const worse = into.filter((edge) => ["degraded", "unknown"].includes(signals.get(edge)?.is ?? ""));
  const others = worse.filter((edge) => !targets.has(edge)).map((edge) => signals.get(edge)?.is);
  return { faulted: worse.length - others.length, others };
}

function undecidedOf(standings: ReadonlyMap<string, Standing>): Undecided[] {
  return [...standings].flatMap(([name, standing]) =>
    standing.is === "unknown" ? [{ name, conclusion: "degraded", why: standing.why }] : [],
  );
}
