import { z } from "zod";
import { edgeProtocols } from "../../values/edge-protocol.ts";
import { edgeTlsSchema } from "./edge-tls-schema.ts";
import { textSchema } from "./value-schemas.ts";

const factsSchema = z
  .strictObject({
    protocol: z.enum(edgeProtocols).optional().meta({
      description:
        "What its connections speak; default: found from their first bytes. tcp: bytes, in which no calls are looked for",
    }),
    tls: edgeTlsSchema.optional().meta({
      description: "The way its TLS is ended and begun again, so that faults and figures are of what is in it",
    }),
  })
  .refine((facts) => Object.keys(facts).length > 0, {
    error: "nothing is said of it: say its protocol or its tls, or leave it out",
  });

/** Facts that are said of edges, by their names. */
export const edgesSchema = z
  .record(textSchema.min(1).max(1000), factsSchema)
  .meta({ description: "Facts of edges, by name (a -> b), for every platform where a proxy of brownout's is on them" });
