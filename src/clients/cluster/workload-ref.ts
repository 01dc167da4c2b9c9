/** Names a Deployment, StatefulSet or DaemonSet. */
export interface WorkloadRef {
  readonly apiVersion: string;
  readonly kind: string;
  readonly name: string;
}
