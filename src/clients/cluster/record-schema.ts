import { isAbsolute } from "node:path";
import { z } from "zod";
import { schemaOf } from "../../values/schema-of.ts";
import type { ClusterAddress } from "./cluster.ts";
import type { ObjectRef } from "./cluster-object.ts";

/*
 * Where things are in a cluster, as undo records and annotations hold it. Names go into paths of the API, and none that an
 * API server takes leads out of its place.
 */

/** Of a namespace, a pod, a run: a word of a DNS name, or several with dots between them. */
export const dnsNameSchema = z
  .string()
  .regex(/^[a-z0-9]([a-z0-9.-]*[a-z0-9])?$/)
  .max(253);

/** The run that an object is labelled with: without a name, it would be every object without one. */
export const runLabelSchema = z
  .string()
  .regex(/^\w[\w.-]*$/)
  .max(63);

/** Of any object: roles have colons in theirs. */
const objectNameSchema = z
  .string()
  .regex(/^(?!\.\.?$)[^/%]+$/)
  .max(253);

export const clusterAddressSchema = schemaOf<ClusterAddress>({
  // As runs find them: a kubeconfig names programs to start, and none is to come from wherever `recover` is called.
  kubeconfig: z.array(z.string().refine(isAbsolute, "a kubeconfig's path is absolute")),
  context: z.exactOptional(z.string()),
});

export const objectRefSchema = schemaOf<ObjectRef>({
  apiVersion: z.string().regex(/^([a-z0-9.-]+\/)?v\w+$/),
  kind: z.string().regex(/^[A-Z][A-Za-z0-9]*$/),
  namespace: z.exactOptional(dnsNameSchema),
  name: objectNameSchema,
});
