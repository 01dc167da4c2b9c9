import type { AccessRule } from "../../clients/cluster/denied-access.ts";
import { kindsInPods } from "../../files/import/chaos-mesh/kinds.ts";
import { CHAOS_API } from "./chaos-kind.ts";

const [CHAOS_GROUP = ""] = CHAOS_API.split("/");

/** Access that faults by Chaos Mesh need in their namespace. */
export const chaosMeshAccess: readonly AccessRule[] = [
  {
    enables: "faults by Chaos Mesh",
    group: CHAOS_GROUP,
    // A kind's resource is its name in lower case, without an s.
    resources: kindsInPods.map((kind) => kind.toLowerCase()),
    verbs: ["get", "list", "create", "patch", "delete"],
  },
  {
    enables: "withdrawing what Chaos Mesh never put in",
    group: CHAOS_GROUP,
    resources: ["podnetworkchaos", "podiochaos", "podhttpchaos"],
    verbs: ["get", "patch"],
  },
];
