import { z } from "zod";
import type { FaultExplanation } from "../../files/experiment/fault-kind.ts";
import { schemaOf } from "../../values/schema-of.ts";
import { experimentRecord, faultShape, remedyShape, runArmsRecord } from "./experiment-record.ts";
import type { BlastRadius, Draw, Inability, LeftOutFault, Plan, PlannedFault, PlannedRemedy } from "./plan.ts";

const count = z.number().nonnegative();

const plannedFault = schemaOf<PlannedFault>({
  ...faultShape,
  means: z.string(),
  technique: z.exactOptional(z.string()),
  through: z.exactOptional(z.string()),
  explanation: schemaOf<FaultExplanation>({ does: z.string(), undo: z.string(), proof: z.string() }),
  replicas: z.array(count),
  healsFrom: z.exactOptional(z.literal("injection")),
  draw: z.exactOptional(schemaOf<Draw>({ by: z.string(), least: count, most: count })),
  unreached: z.exactOptional(z.literal(true)),
  arms: z.exactOptional(runArmsRecord),
  uncounted: z.exactOptional(z.array(z.string())),
});

/** A plan as a journal keeps it. */
export const planRecord: z.ZodType<Plan> = schemaOf<Plan>({
  experiment: experimentRecord,
  platform: z.string(),
  faults: z.array(plannedFault),
  remedies: z.exactOptional(
    z.array(schemaOf<PlannedRemedy>({ ...remedyShape, what: z.string(), change: z.exactOptional(plannedFault) })),
  ),
  leftOut: z.exactOptional(z.array(schemaOf<LeftOutFault>({ ...faultShape, why: z.string() }))),
  edgesUnseen: z.exactOptional(schemaOf<Inability>({ why: z.string(), instead: z.string() })),
  blastRadius: schemaOf<BlastRadius>({ services: z.array(z.string()), edges: z.array(z.string()) }),
  recoveryWindowMs: count,
  totalMs: count,
  warnings: z.array(z.string()),
  where: z.exactOptional(z.string()),
  reach: z.exactOptional(z.string()),
  authorityAt: z.exactOptional(z.string()),
  production: z.exactOptional(z.string()),
});
