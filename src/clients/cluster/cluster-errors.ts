import type { ErrorCode } from "../../values/error-codes.ts";
import { type ErrorParts, InconclusiveError, UsageError } from "../../values/errors.ts";

/** A kubeconfig file can't be read, or isn't one. */
export class KubeconfigError extends UsageError {
  override readonly code = "E_KUBECONFIG";
}

/** There is no kubeconfig, and this isn't a pod. */
export class NoKubeconfigError extends UsageError {
  override readonly code = "E_NO_KUBECONFIG";
}

/** The context isn't in the kubeconfig, or none was chosen, or it lacks its cluster. */
export class NoContextError extends UsageError {
  override readonly code = "E_NO_CONTEXT";
}

/** A cluster's API server didn't do what it was asked, or couldn't be asked. Every kind of it has a code of its own. */
export class ClusterError extends InconclusiveError {
  override readonly code: ErrorCode = "E_CLUSTER";
}

/** The API server can't be reached, doesn't answer in time, or isn't the one that the kubeconfig trusts. */
export class ClusterAwayError extends ClusterError {
  override readonly code = "E_CLUSTER_AWAY";
}

/** The source of this user's credentials (an exec plugin, a token file) failed. */
export class CredentialsError extends ClusterError {
  override readonly code = "E_CLUSTER_CREDENTIALS";
}

/** 401: the server doesn't take the credentials, mostly since they expired. */
export class UnauthorizedError extends ClusterError {
  override readonly code = "E_CLUSTER_UNAUTHORIZED";
}

/** 403: no role lets this user do it. */
export class ForbiddenError extends ClusterError {
  override readonly code = "E_CLUSTER_FORBIDDEN";
}

/** 404: the object, or its namespace, isn't there. */
export class NotFoundError extends ClusterError {
  override readonly code = "E_CLUSTER_NOT_FOUND";
}

/** The server doesn't know the kind: a CustomResourceDefinition isn't installed. */
export class UnknownKindError extends ClusterError {
  override readonly code = "E_CLUSTER_UNKNOWN_KIND";
}

/** 409: it is there already, somebody else changed it meanwhile, or owns one of the fields. */
export class ConflictError extends ClusterError {
  override readonly code = "E_CLUSTER_CONFLICT";
}

/** 410: the version asked for is too old for the server to remember. */
export class GoneError extends ClusterError {
  override readonly code = "E_CLUSTER_GONE";
}

/** The namespace is being deleted: nothing can be made in it. */
export class NamespaceEndingError extends ClusterError {
  override readonly code = "E_CLUSTER_NAMESPACE_ENDING";
}

/** A problem with an object, and the field that it is at: `spec.delay.latency`, where the server says it. */
export interface ObjectProblem {
  readonly field: string | undefined;
  readonly message: string;
}

/** 400, 422 or an admission webhook's no: the object is wrong, or not wanted here. */
export class RejectedError extends ClusterError {
  override readonly code = "E_CLUSTER_REJECTED";
  readonly problems: readonly ObjectProblem[];

  constructor(parts: ErrorParts & { readonly problems: readonly ObjectProblem[] }) {
    super(parts);
    this.problems = parts.problems;
  }
}

/** 429: the server has too much to do. */
export class BusyError extends ClusterError {
  override readonly code = "E_CLUSTER_BUSY";
}

/** 429 of an eviction: a PodDisruptionBudget allows no more pods to go. */
export class DisruptionBudgetError extends ClusterError {
  override readonly code = "E_DISRUPTION_BUDGET";
  /** The budget's name; undefined where the server doesn't say it. */
  readonly budget: string | undefined;

  constructor(parts: ErrorParts & { readonly budget: string | undefined }) {
    super(parts);
    this.budget = parts.budget;
  }
}

/** 5xx: the server failed, or what it asked itself did (etcd, a webhook, a kubelet). */
export class ServerError extends ClusterError {
  override readonly code = "E_CLUSTER_SERVER";
}
