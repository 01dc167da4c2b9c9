import { z } from "zod";
import type { ForeignDocument } from "./foreign-document.ts";

/** Keys of an object's metadata that a cluster writes. */
const CLUSTERS_KEYS = [
  "creationTimestamp",
  "finalizers",
  "generation",
  "managedFields",
  "ownerReferences",
  "resourceVersion",
  "selfLink",
  "uid",
] as const;

/** The metadata of an object of Kubernetes. */
export const metadataSchema = z.strictObject({
  name: z.string().optional(),
  generateName: z.string().optional(),
  namespace: z.string().optional(),
  labels: z.record(z.string(), z.string()).nullish(),
  annotations: z.record(z.string(), z.string()).nullish(),
  ...Object.fromEntries(CLUSTERS_KEYS.map((key) => [key, z.unknown().optional()])),
});
export type ObjectMetadata = z.output<typeof metadataSchema>;

/** The name of an object; undefined where it has none. */
export function objectName({ name, generateName }: ObjectMetadata): string | undefined {
  return name ?? generateName?.replace(/-+$/, "");
}

/**
 * Notes what of an object's metadata and status nobody needs.
 * @param isCreated whether an object is created of it, to which labels and annotations may belong
 */
export function remarkOnMetadata(document: ForeignDocument, isCreated: boolean): void {
  for (const key of document.keysAt(["metadata"])) {
    if ((CLUSTERS_KEYS as readonly string[]).includes(key))
      document.differ(["metadata", key], "is the cluster's to write");
    if (!isCreated && ["labels", "annotations"].includes(key)) {
      document.differ(["metadata", key], "is of the object itself, which isn't created here");
    }
    if (key === "generateName")
      document.differ(["metadata", key], "what is to be undone has a name that is known beforehand");
  }
  if (document.keysAt([]).includes("status")) document.differ(["status"], "is the cluster's to write");
}
