import type { Edge } from "../graph/graph.ts";
import type { UndoRecord } from "../history/event.ts";
import type { SignalTotals } from "../measure/signal.ts";
import type { Capabilities, Plan } from "../plan/plan.ts";

/** A way to bring a system up. One folder under src/platform each. */
export interface Platform {
  readonly name: string;
  /** Reads what this platform can do here; never changes anything. */
  capabilities(): Promise<Capabilities>;
  /** Makes ready to bring the plan's system up; starts nothing. */
  prepare(plan: Plan, options: { readonly runId: string; readonly logFolder: string }): Promise<PreparedSystem>;
}

export interface PreparedSystem {
  /** Takes everything down that `up` may have brought up. Written to disk before `up` is called. */
  readonly undo: UndoRecord;
  /** Resolves when every service is ready; rejects with what failed and its last log lines. */
  up(signal: AbortSignal): Promise<RunningSystem>;
}

/** A system that is up. What faults need of it (proxies, replicas) is in the platform's own type. */
export interface RunningSystem {
  /** Base URLs of a service's replicas, as the load reaches them: `http://127.0.0.1:41234`. */
  urlsOf(service: string): readonly string[];
  /** What every edge did since the system came up, by edge name. Rejects when the proxy is gone. */
  readEdges(): Promise<Readonly<Record<string, SignalTotals>>>;
  /** Calls back when something of ours broke that no fault did: a process that ended by itself, the proxy. */
  onBroken(listener: (error: Error) => void): void;
  /** What the services say of themselves, for a diagnosis: breaker states, queue lengths, by service. */
  diagnose(): Promise<Readonly<Record<string, Readonly<Record<string, number | string>>>>>;
}

/** The proxy that an edge runs through, one for each replica of the callee. */
export interface EdgeProxies {
  /** Base URL of a server that speaks Toxiproxy's API. */
  readonly apiUrl: string;
  /** Names of the proxies on that server which carry the edge. */
  proxiesOf(edge: Edge): readonly string[];
}
