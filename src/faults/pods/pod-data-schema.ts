import { z } from "zod";
import { dnsNameSchema, runLabelSchema } from "../../clients/cluster/record-schema.ts";
import { workloadKinds } from "../../clients/cluster/workload.ts";
import { schemaOf } from "../../values/schema-of.ts";
import type { Life, PodFaultData, PodTarget } from "./pod-kind.ts";

const lifeSchema = schemaOf<Life>({ name: dnsNameSchema, uid: z.string().min(1) });

const target = schemaOf<PodTarget>({
  run: runLabelSchema,
  fault: z.string(),
  namespace: dnsNameSchema,
  service: z.string(),
  workload: schemaOf<PodTarget["workload"]>({
    name: dnsNameSchema,
    uid: z.string().min(1),
    apiVersion: z.enum(workloadKinds.map(({ apiVersion }) => apiVersion)),
    kind: z.enum(workloadKinds.map(({ kind }) => kind)),
  }),
  labels: z.record(z.string(), z.string()),
  pods: z.array(lifeSchema),
  before: z.array(z.string()),
});

/** Shape of what undo records and marks hold of a fault. Each type has a schema of its own for what it found. */
export const podFaultShape = { type: z.string(), target, found: z.json() };

/** Schema of the marks on an object. */
export const podFaultSchema = schemaOf<PodFaultData>(podFaultShape);
