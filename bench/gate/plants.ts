import { z } from "zod";

/** The part of a graph file that is read to plant something in it; all else stays as it is. */
const graphSchema = z.looseObject({
  services: z.record(z.string(), z.looseObject({ work: z.record(z.string(), z.unknown()).optional() })),
  variants: z.looseObject({
    protected: z.looseObject({
      services: z.looseObject({
        checkout: z.looseObject({
          dependencies: z.looseObject({ pricing: z.looseObject({ timeout: z.string().optional() }) }),
        }),
      }),
    }),
  }),
});
const msSchema = z.string().regex(/^[\d.]+ms$/);
type GraphFile = z.infer<typeof graphSchema>;

/** A regression of the demo graph, as settings of its services. */
export interface Plant {
  readonly name: string;
  readonly words: string;
  /** Changes a graph file that was read. */
  readonly into: (graph: GraphFile) => void;
}

export const PLANTS: readonly Plant[] = [
  {
    name: "no-timeout",
    words: "checkout waits for pricing without a timeout",
    into({ variants }) {
      delete variants.protected.services.checkout.dependencies.pricing.timeout;
    },
  },
  {
    name: "slower",
    words: "the work of all services takes 20 % longer",
    into({ services }) {
      for (const { work } of Object.values(services)) if (work !== undefined) lengthen(work, 1.2);
    },
  },
];

/** Makes a service's times, which are in ms, so many times as long. */
function lengthen(work: Record<string, unknown>, times: number): void {
  for (const key of ["p50", "p95", "p99"])
    work[key] = `${(Number.parseFloat(msSchema.parse(work[key])) * times).toFixed(1)}ms`;
}

/** Gives the data of a graph file with something planted in it; as it is without. */
export function planted(graph: unknown, plant: Plant | undefined): unknown {
  const changed = structuredClone(graphSchema.parse(graph));
  plant?.into(changed);
  return changed;
}
