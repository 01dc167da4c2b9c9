import type { Confinement } from "../../assembly/confinement/confinement.ts";
import type { ClusterOptions } from "../../assembly/in-cluster.ts";

/** The bounds that whoever starts the server sets to what agents may ask for. */
export interface Bounds {
  readonly confinement: Confinement;
  /** True where experiments may be run. */
  readonly allowRun: boolean;
  /** The folder that runs are kept in. */
  readonly runs: string;
  /** The cluster that experiments may be planned for; none where it has no context. */
  readonly cluster: Pick<ClusterOptions, "context" | "namespace">;
}
