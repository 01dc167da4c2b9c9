/** A step that is taken against a failure whose faults are out, in the recovery phase. */
export interface RemedySpec {
  /** Its word and place in the file: `shed-2`. Unique in an experiment. */
  readonly id: string;
  /** From the beginning of the recovery phase. */
  readonly atMs: number;
  /** Time after which it is taken back; none for what stays until the end, or ends by itself. */
  readonly forMs?: number;
  readonly does: RemedyAction;
}

/**
 * - `restart`: all replicas of a service end, with a grace period, and start again.
 * - `scale`: a service has another number of replicas.
 * - `request`: every replica of a service is sent a request, and another one to take it back.
 * - `cap-retries`: those who send a load try again less often.
 */
export type RemedyAction = RestartAction | ScaleAction | RequestAction | CapRetriesAction;

export interface RestartAction {
  readonly kind: "restart";
  readonly service: string;
  /** From SIGTERM to SIGKILL. */
  readonly graceMs: number;
}

export interface ScaleAction {
  readonly kind: "scale";
  readonly service: string;
  /** Number of replicas that it is to have, 1 to 1,000. */
  readonly to: number;
}

export interface RequestAction {
  readonly kind: "request";
  readonly service: string;
  readonly send: RemedyRequest;
  /** None where nothing stays that would have to be taken back. */
  readonly undo?: RemedyRequest;
}

export interface CapRetriesAction {
  readonly kind: "cap-retries";
  readonly load: string;
  /** Attempts after the first that are left; 0 for none. */
  readonly most: number;
}

/** A request of a remedy, without the service. */
export interface RemedyRequest {
  readonly method: string;
  /** With its query. */
  readonly path: string;
}
