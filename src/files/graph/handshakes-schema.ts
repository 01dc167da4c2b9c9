import { z } from "zod";
import { parseRate } from "../experiment/rate.ts";
import { durationSchema, shareSchema } from "../experiment/value-schemas.ts";
import { show } from "../yaml/problem.ts";
import type { AddressLimitSpec, HandshakesSpec } from "./behaviour.ts";
import { count } from "./count-schema.ts";

const rateHelp = "a rate is a number above 0 with its unit: 1/s, 12/m";

const perAddress = z
  .strictObject({
    rate: z.string().refine((text) => (parseRate(text) ?? 0) > 0, {
      error: ({ input }) => `found ${show(input)}; ${rateHelp}`,
    }),
    burst: count(1, 10_000),
  })
  .transform(({ rate, burst }): AddressLimitSpec => ({ ratePerS: parseRate(rate) ?? 0, burst }));

/** The opening of sessions, as a graph file has it. */
export const handshakes = z
  .strictObject({
    cpu: durationSchema(),
    core: shareSchema.prefault(1),
    waiting: count(1, 10_000).default(1000),
    backlog: count(1, 4096).optional(),
    "per-address": perAddress.optional(),
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
