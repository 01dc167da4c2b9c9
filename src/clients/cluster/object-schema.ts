import { z } from "zod";
import type { ClusterObject, ObjectMeta, OwnerReference } from "./cluster-object.ts";

const words = z.record(z.string(), z.string());

/** Metadata as an API server has it: what isn't read here stays as it is. */
const metaSchema: z.ZodType<ObjectMeta> = z.looseObject({
  name: z.exactOptional(z.string()),
  namespace: z.exactOptional(z.string()),
  uid: z.exactOptional(z.string()),
  resourceVersion: z.exactOptional(z.string()),
  generation: z.exactOptional(z.number()),
  labels: z.exactOptional(words),
  annotations: z.exactOptional(words),
  finalizers: z.exactOptional(z.array(z.string())),
  ownerReferences: z.exactOptional(
    z.array(
      z.looseObject({
        apiVersion: z.string(),
        kind: z.string(),
        name: z.string(),
        uid: z.string(),
      }) satisfies z.ZodType<OwnerReference>,
    ),
  ),
  creationTimestamp: z.exactOptional(z.string()),
  deletionTimestamp: z.exactOptional(z.string()),
});

/** An object in a list, which doesn't say what it is. */
export const listedObjectSchema = z.looseObject({ metadata: metaSchema });

/** An object by itself. */
export const objectSchema: z.ZodType<ClusterObject> = z.looseObject({
  apiVersion: z.string(),
  kind: z.string(),
  metadata: metaSchema,
});
