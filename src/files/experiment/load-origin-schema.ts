import { z } from "zod";
import { show } from "../yaml/problem.ts";
import type { SenderPodsSpec } from "./load-spec.ts";
import { textSchema } from "./value-schemas.ts";

const DEFAULT_PODS = 2;

const senderPods = z.strictObject({
  pods: z.int().min(1).max(100).default(DEFAULT_PODS).meta({ description: "Each sends an equal share of every load" }),
  image: textSchema
    .min(1)
    .max(1000)
    .optional()
    .meta({ description: "Of brownout's command; default: brownout, tagged with this version" }),
});

/** The place that loads are sent from, when not from where brownout runs. */
export const loadOriginSchema = z
  .union(
    [
      z.literal("cluster").transform((): SenderPodsSpec => ({ pods: DEFAULT_PODS })),
      z.strictObject({ cluster: senderPods.meta({ description: "Pods that send them" }) }).transform(
        ({ cluster: { pods, image } }): SenderPodsSpec => ({
          pods,
          ...(image === undefined ? {} : { image }),
        }),
      ),
    ],
    { error: (issue) => `found ${show(issue.input)}; it is cluster, or {cluster: {pods: 4}}` },
  )
  .meta({
    description: "Send all loads from pods in the cluster, straight to its services; default: from where brownout runs",
    examples: ["cluster", { cluster: { pods: 4 } }],
  });
