import type { ContainerLife } from "../../clients/engine/container-life.ts";
import type { Edge } from "../../files/graph/graph.ts";

/** The proxy that an edge runs through, one for each replica of the callee. */
export interface EdgeProxies {
  /** Base URL of a server that speaks Toxiproxy's API. */
  readonly apiUrl: string;
  /** Of the server that has a proxy, where each has its own. */
  apiUrlOf?(proxy: string): string;
  /** Id of the undo record with which a proxy goes, where the system itself stays; undefined for one that stays. */
  withinOf?(proxy: string): string | undefined;
  /**
   * Names of the proxies on that server which carry the edge.
   * @param replicas only of those to these replicas of the callee, from 1; all where none are named
   */
  proxiesOf(edge: Edge, replicas?: readonly number[]): readonly string[];
  /**
   * The address at which a proxy listens, as it is reached from here; undefined when it can't be. Only for a server
   * that doesn't count what its toxics do.
   */
  reach?(proxy: string): Promise<{ readonly host: string; readonly port: number } | undefined>;
  /** The life of the container that the server runs in, if it does: its toxics end with it. */
  life?(): Promise<ContainerLife | undefined>;
}
