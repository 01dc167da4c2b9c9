/** Verbs that a user must be allowed on a kind's objects. */
export interface AccessRule {
  /** The work that can't be done without it. */
  readonly enables: string;
  readonly group: string;
  readonly resources: readonly string[];
  readonly verbs: readonly string[];
}

const CHAOS_MESH = "chaos-mesh.org";

/** Access that every run needs in its namespace. */
export const everyRunAccess: readonly AccessRule[] = [
  { enables: "any run", group: "", resources: ["namespaces"], verbs: ["get"] },
  {
    enables: "holding the namespace",
    group: "coordination.k8s.io",
    resources: ["leases"],
    verbs: ["get", "create", "patch", "delete"],
  },
  { enables: "following pods", group: "", resources: ["pods"], verbs: ["get", "list", "watch"] },
  {
    enables: "finding services",
    group: "apps",
    resources: ["deployments", "statefulsets", "daemonsets"],
    verbs: ["get", "list", "watch"],
  },
  { enables: "finding where the load goes", group: "", resources: ["services"], verbs: ["list"] },
];

/** {@link everyRunAccess}, and what faults by the API need. With {@link chaosMeshAccess}, the Role of deploy/kubernetes. */
export const runAccess: readonly AccessRule[] = [
  ...everyRunAccess,
  { enables: "kill, terminate", group: "", resources: ["pods"], verbs: ["delete"] },
  {
    enables: "restart, scale",
    group: "apps",
    resources: ["deployments", "statefulsets", "daemonsets"],
    verbs: ["patch"],
  },
  { enables: "pod-evict", group: "", resources: ["pods/eviction"], verbs: ["create"] },
  { enables: "saying why a pod isn't ready", group: "", resources: ["events"], verbs: ["list"] },
  { enables: "saying why a pod isn't ready", group: "", resources: ["pods/log"], verbs: ["get"] },
];

/** Access that faults by Chaos Mesh need in the namespace, beside {@link runAccess}. */
export const chaosMeshAccess: readonly AccessRule[] = [
  {
    enables: "faults by Chaos Mesh",
    group: CHAOS_MESH,
    resources: [
      "networkchaos",
      "podchaos",
      "httpchaos",
      "stresschaos",
      "dnschaos",
      "timechaos",
      "iochaos",
      "jvmchaos",
      "kernelchaos",
    ],
    verbs: ["get", "list", "create", "patch", "delete"],
  },
  {
    enables: "withdrawing what Chaos Mesh never put in",
    group: CHAOS_MESH,
    resources: ["podnetworkchaos", "podiochaos", "podhttpchaos"],
    verbs: ["get", "patch"],
  },
];
