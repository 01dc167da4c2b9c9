import { armSignals } from "../../files/experiment/arm-signals.ts";
import { type FaultTarget, targetName } from "../../files/experiment/fault-spec.ts";
import { type LoadSpec, servicesOf } from "../../files/experiment/load-spec.ts";
import type { Edge } from "../../files/graph/graph.ts";
import { edgeName } from "../../values/edge-name.ts";
import type { Inability } from "../plan/plan.ts";
import { changeInWords } from "./change-in-words.ts";
import { type EdgeState, edgeStates } from "./edge-state.ts";
import type { ByPhase, Degradation, Origin } from "./result.ts";
import type { Standing } from "./standing.ts";

/** Observations that an origin is found from. */
export interface Observed {
  readonly loads: readonly LoadSpec[];
  readonly edges: readonly Edge[];
  /** By load and edge. */
  readonly standings: ReadonlyMap<string, Standing>;
  readonly degradations: readonly Degradation[];
  readonly signals: Readonly<Record<string, ByPhase>>;
  readonly services: Readonly<Record<string, ByPhase>>;
  /** Of the faults that went in. */
  readonly targets: readonly FaultTarget[];
  /** The reason no edge is measured where it ran. */
  readonly edgesUnseen?: Inability;
}

/**
 * Finds the origin of the trouble: at an edge that degraded although nothing its callee calls did, or at that callee
 * itself where all who call it degraded. A caller of a slow service looks just as slow, so being slow says nothing;
 * calling nothing slow does. Where what the callee calls isn't known to be well, it is on no edge that is measured.
 */
export function findOrigin(observed: Observed): Origin | null {
  const search = new Search(observed);
  const root = search.root();
  return root === undefined ? search.withoutEdges() : search.at(root);
}

class Search {
  readonly #observed: Observed;
  readonly #states: ReadonlyMap<string, EdgeState>;

  constructor(observed: Observed) {
    this.#observed = observed;
    this.#states = edgeStates(observed);
  }

  /** Of several the one that a fault is on, else the first. */
  root(): Edge | undefined {
    const roots = this.#roots();
    return roots.find((edge) => this.#isTarget(edgeName(edge)) || this.#isTarget(edge.callee)) ?? roots[0];
  }

  at(root: Edge): Origin {
    const { callee } = root;
    const doubts = this.#doubtsBelow(callee);
    const callers = this.#callersOf(callee);
    const allDegraded = callers.every((name) => this.#stateOf(name) === "degraded");
    const noneIsWell = callers.every((name) => this.#stateOf(name) !== "as before");
    const evidence = this.#evidenceAt(root);
    if (this.#isTarget(callee) && noneIsWell) return this.#atService(callee, callers, evidence);
    if (this.#isTarget(edgeName(root))) return { kind: "edge", edge: edgeName(root), evidence };
    if (doubts.length > 0) return { kind: "not-measured", evidence };
    if (callers.length > 1 && allDegraded) return this.#atService(callee, callers, evidence);
    const alone = callers.length > 1 ? [] : [`nothing else calls ${callee}: it can't be told from ${callee} itself`];
    return { kind: "edge", edge: edgeName(root), evidence: [...evidence, ...alone] };
  }

  /** The origin when no edge degraded, but a load did. */
  withoutEdges(): Origin | null {
    const { loads, edges, edgesUnseen } = this.#observed;
    const load = loads.find(({ name }) => this.#stateOf(name) === "degraded");
    if (load === undefined) return null;
    const evidence = [`${load.name}: ${this.#changeOf(load.name)}`];
    if (edgesUnseen !== undefined) {
      evidence.push(`no edge was measured here: ${edgesUnseen.why}; ${edgesUnseen.instead}`);
      return { kind: "not-measured", evidence: [...evidence, ...this.#elsewhere(undefined)] };
    }
    const entries = [...new Set(servicesOf(load).flatMap((service) => service ?? []))];
    const [entry] = entries;
    const doubts = entries.flatMap((service) => this.#doubtsBelow(service));
    if (entry === undefined || entries.length > 1 || doubts.length > 0 || edges.length === 0) {
      const why = doubts.length > 0 ? doubts : ["no edge that was measured degraded"];
      return { kind: "not-measured", evidence: [...evidence, ...why, ...this.#elsewhere(undefined)] };
    }
    evidence.push(this.#belowInWords(entry));
    return { kind: "service", service: entry, evidence: [...evidence, ...this.#elsewhere(entry)] };
  }

  #atService(service: string, callers: readonly string[], evidence: readonly string[]): Origin {
    const degraded = callers.filter((name) => this.#stateOf(name) === "degraded");
    return {
      kind: "service",
      service,
      evidence: [`what calls ${service} degraded: ${degraded.join(", ")}`, ...evidence],
    };
  }

  /** In the order in which they degraded. */
  #roots(): Edge[] {
    const { edges, degradations } = this.#observed;
    const isDegraded = (edge: Edge) => this.#states.get(edgeName(edge))?.is === "degraded";
    const roots = edges.filter(
      (edge) => isDegraded(edge) && !edges.some((next) => next.caller === edge.callee && isDegraded(next)),
    );
    const onset = (edge: Edge) => degradations.findIndex(({ signal }) => signal === edgeName(edge));
    return roots.sort((a, b) => onset(a) - onset(b));
  }

  #evidenceAt(root: Edge): string[] {
    const { degradations } = this.#observed;
    const name = edgeName(root);
    const afterMs = degradations.find(({ signal }) => signal === name)?.afterMs ?? 0;
    const upstream = this.#upstreamOf(root);
    const others = degradations.map(({ signal }) => signal).filter((signal) => signal !== name);
    const suffered = others.filter((signal) => upstream.has(signal));
    const apart = others.filter((signal) => !upstream.has(signal));
    return [
      this.#changeOf(name),
      `degraded ${(afterMs / 1000).toFixed(1)} s after the fault went in`,
      this.#belowInWords(root.callee),
      ...this.#doubtsBelow(root.callee),
      ...(suffered.length > 0 ? [`what leads to it suffered, too: ${suffered.join(", ")}`] : []),
      ...(apart.length > 0 ? [`these degraded, too, and don't lead to it: ${apart.join(", ")}`] : []),
      ...this.#elsewhere(name, root.callee),
    ];
  }

  /** Says what else the fault was on, where the evidence doesn't point there. */
  #elsewhere(...found: readonly (string | undefined)[]): string[] {
    const targets = this.#observed.targets.map(targetName);
    if (targets.length === 0 || targets.some((target) => found.includes(target))) return [];
    return [`the fault itself was on ${[...new Set(targets)].join(", ")}`];
  }

  /** Loads, with their arms, and edges that reach the edge. */
  #upstreamOf(root: Edge): Set<string> {
    const { edges, loads } = this.#observed;
    const services = new Set([root.caller]);
    const found = new Set<string>();
    for (let grown = -1; grown !== found.size; ) {
      grown = found.size;
      for (const edge of edges.filter(({ callee }) => services.has(callee))) {
        found.add(edgeName(edge));
        services.add(edge.caller);
      }
    }
    for (const { name, requests } of loads) {
      if (requests.some(({ service }) => service !== undefined && services.has(service))) found.add(name);
    }
    // The callee's other callers wait for the same service.
    for (const name of this.#callersOf(root.callee)) found.add(name);
    const arms = loads.filter(({ name }) => found.has(name)).flatMap(({ name }) => armSignals(name));
    return new Set([...found, ...arms]);
  }

  /** Loads and edges that called the service while the fault was in. */
  #callersOf(service: string): string[] {
    const { edges, loads } = this.#observed;
    const into = edges.filter(({ callee }) => callee === service).map(edgeName);
    const called = into.filter((name) => ["degraded", "as before", "doubtful"].includes(this.#stateOf(name) ?? ""));
    const by = loads.filter(({ requests }) => requests.every((request) => request.service === service));
    return [...called, ...by.map(({ name }) => name)];
  }

  #stateOf(name: string): EdgeState["is"] | undefined {
    const state = this.#states.get(name)?.is;
    if (state !== undefined) return state;
    const standing = this.#observed.standings.get(name)?.is;
    if (standing === "degraded" || standing === "as before") return standing;
    return "doubtful";
  }

  #doubtsBelow(service: string): string[] {
    return this.#below(service).flatMap((name) => {
      const state = this.#states.get(name);
      return state?.is === "doubtful" ? [`${name}: ${state.why}`] : [];
    });
  }

  #belowInWords(service: string): string {
    const below = this.#below(service);
    if (below.length === 0) return `${service} calls nothing itself`;
    const well = below.filter((name) => this.#stateOf(name) === "as before");
    const uncalled = below.filter((name) => this.#stateOf(name) === "not called");
    if (well.length > 0) return `${well.join(", ")} stayed as before`;
    if (uncalled.length === below.length) return `${service} called nothing itself`;
    return `nothing that ${service} calls is known to have stayed as before`;
  }

  #below(service: string): string[] {
    return this.#observed.edges.filter(({ caller }) => caller === service).map(edgeName);
  }

  #isTarget(name: string): boolean {
    return this.#observed.targets.some((target) => targetName(target) === name);
  }

  #changeOf(signal: string): string {
    const { baseline, fault } = this.#observed.signals[signal] ?? {};
    return baseline && fault ? changeInWords(baseline, fault) : "degraded";
  }
}
