import { z } from "zod";
import type { Fields } from "../yaml/fields.ts";

/** A toxic as Toxiproxy's API has it. What isn't there is what Toxiproxy takes then. */
export const toxicSchema = z.strictObject({
  name: z.string().optional(),
  type: z.string(),
  stream: z.enum(["upstream", "downstream"]).default("downstream"),
  toxicity: z.number().min(0).max(1).default(1),
  attributes: z.record(z.string(), z.unknown()).default({}),
});
export type Toxic = z.output<typeof toxicSchema>;

const count = z.int().min(0).default(0);
const some = z.int().min(1);

/** Milliseconds of Toxiproxy as a duration. */
const ms = count.transform((number) => `${number}ms`);

/** The keys of the fault that is the same toxic, by its type, of its attributes. */
const byType: Readonly<Record<string, z.ZodType<Fields>>> = {
  latency: z
    .strictObject({ latency: ms, jitter: count })
    .transform(({ latency, jitter }) => ({ type: "latency", latency, ...(jitter > 0 && { jitter: `${jitter}ms` }) })),
  bandwidth: z.strictObject({ rate: some }).transform(({ rate }) => ({ type: "bandwidth", rate: `${rate}KB/s` })),
  slow_close: z.strictObject({ delay: ms }).transform(({ delay }) => ({ type: "slow-close", delay })),
  timeout: z.strictObject({ timeout: ms }).transform(({ timeout }) => ({ type: "timeout", timeout })),
  reset_peer: z.strictObject({ timeout: ms }).transform(({ timeout }) => ({ type: "reset", after: timeout })),
  slicer: z
    .strictObject({ average_size: some, size_variation: count, delay: count })
    .transform(({ average_size: size, size_variation: variation, delay: delayUs }) => ({
      type: "slicer",
      size: `${size}B`,
      ...(variation > 0 && { variation: `${variation}B` }),
      ...(delayUs > 0 && { delay: `${delayUs / 1000}ms` }),
    })),
  limit_data: z.strictObject({ bytes: some }).transform(({ bytes }) => ({ type: "limit", bytes: `${bytes}B` })),
};

/** The keys of the fault that is a toxic, but for the edge that it is on; undefined where brownout has none that is the same. */
export function toxicFault({ type, stream, toxicity, attributes }: Toxic): Fields | undefined {
  const keys = Object.hasOwn(byType, type) && toxicity > 0 ? byType[type]?.safeParse(attributes).data : undefined;
  return (
    keys && {
      ...keys,
      ...(stream === "upstream" && { stream }),
      ...(toxicity < 1 && { toxicity }),
    }
  );
}

/** The caller of an edge of which Toxiproxy knows the callee alone. */
const CALLER = "client";

/** The edge that a proxy of Toxiproxy is on. Toxiproxy doesn't say who calls. */
export function proxyEdge(proxy: string): string {
  return `${CALLER} -> ${proxy.replace(/\W+/g, "-").replace(/^-+|-+$/g, "") || "proxy"}`;
}
