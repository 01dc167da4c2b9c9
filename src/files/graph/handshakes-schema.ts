import { z } from "zod";
import { parseRate } from "../experiment/rate.ts";
import { durationSchema, shareSchema } from "../experiment/value-schemas.ts";
import { show } from "../yaml/problem.ts";
import type { AddressLimitSpec, HandshakesSpec } from "./behaviour.ts";
import { count } from "./count-schema.ts";

const rateHelp = "a rate is a number above 0 with its unit: 1/s, 12/m";

const perAddress = z
  .strictObject({
    rate: z
      .string()
      .refine((text) => (parseRate(text) ?? 0) > 0, {
        error: ({ input }) => `found ${show(input)}; ${rateHelp}`,
      })
      .meta({ description: "Attempts; one more is a 429", examples: ["12/m"] }),
    burst: count(1, 10_000).meta({ description: "So many at once" }),
  })
  .transform(({ rate, burst }): AddressLimitSpec => ({ ratePerS: parseRate(rate) ?? 0, burst }));

/** The opening of sessions, as a graph file has it. */
export const handshakes = z
  .strictObject({
    cpu: durationSchema().meta({ description: "CPU time of each" }),
    core: shareSchema.prefault(1).meta({ description: "Share of a processor that the service may use" }),
    waiting: count(1, 10_000).default(1000).meta({ description: "How many may wait for their turn" }),
    backlog: count(1, 4096).optional().meta({ description: "How many the kernel keeps besides" }),
    "per-address": perAddress.optional().meta({ description: "Of each caller's address" }),
  })
  .transform(
    ({ cpu, core, waiting, backlog, "per-address": limit }): HandshakesSpec => ({
      cpuMs: cpu,
      core,
      waiting,
      ...(backlog === undefined ? {} : { backlog }),
      ...(limit === undefined ? {} : { perAddress: limit }),
    }),
  );
