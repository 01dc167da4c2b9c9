import type { AccessRule } from "../../clients/cluster/denied-access.ts";
import { podFaultAccess } from "../../faults/pods/pod-access.ts";

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

/** {@link everyRunAccess}, and what faults by the API need. With that of Chaos Mesh, the Role of deploy/kubernetes. */
export const runAccess: readonly AccessRule[] = [
  ...everyRunAccess,
  ...podFaultAccess,
  { enables: "saying why a pod isn't ready", group: "", resources: ["events"], verbs: ["list"] },
  { enables: "saying why a pod isn't ready", group: "", resources: ["pods/log"], verbs: ["get"] },
];
