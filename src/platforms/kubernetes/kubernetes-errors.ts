import { InconclusiveError, UsageError } from "../../values/errors.ts";

/** Faults aren't wanted in the namespace, or it isn't there. */
export class NamespaceRefusedError extends UsageError {
  override readonly code = "E_NAMESPACE_REFUSED";
}

/** This user may not do what the experiment needs. */
export class MissingRightsError extends UsageError {
  override readonly code = "E_MISSING_RIGHTS";
}

/** Another run has the namespace. */
export class NamespaceBusyError extends InconclusiveError {
  override readonly code = "E_NAMESPACE_BUSY";
}

/** A run's lease was left in its place, as something of the run is in the namespace that couldn't be taken out. */
export class LeaseKeptError extends InconclusiveError {
  override readonly code = "E_LEASE_KEPT";
}

/** The run's lease was taken or removed while the run went on, or couldn't be renewed for so long that it ran out. */
export class LeaseLostError extends InconclusiveError {
  override readonly code = "E_LEASE_LOST";
}

/** The cluster couldn't be seen for so long that nobody can say any more what the run does to it. */
export class ClusterLostError extends InconclusiveError {
  override readonly code = "E_CLUSTER_LOST";
}

/** A selector of the experiment's selects nothing, more than one workload, or isn't one. */
export class SelectorError extends UsageError {
  override readonly code = "E_SELECTOR";
}

/** A manifest can't be read, or isn't one that a run may apply. */
export class ManifestError extends UsageError {
  override readonly code = "E_MANIFEST";
}

/** An object that a run applied, or needs, isn't ready in good time. */
export class NotReadyError extends InconclusiveError {
  override readonly code = "E_NOT_READY";
}

/** The load has no way to a service. */
export class NotReachableError extends UsageError {
  override readonly code = "E_NOT_REACHABLE";
}
