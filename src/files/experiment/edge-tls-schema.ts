import { z } from "zod";
import { textSchema } from "./value-schemas.ts";

const file = textSchema.min(1).meta({ description: "Path of a PEM file, from where this file is" });

/** The way TLS ends at the proxies of an edge. */
export const edgeTlsSchema = z
  .strictObject({
    terminate: z.union([z.literal(true), z.strictObject({ cert: file, key: file })]).meta({
      description:
        "Ends callers' TLS at the proxy, which speaks TLS to the callee: true with a certificate of the run's own authority, or one of yours",
    }),
    ca: file.optional().meta({
      description:
        "PEM file of authorities, one of which signed the callee's certificate; those that Node knows by default",
    }),
    "server-name": textSchema.min(1).optional().meta({
      description: "Sent to the callee (SNI), and what its certificate must be for; default: its host",
    }),
    "client-cert": file.optional().meta({ description: "PEM file, shown to a callee that asks for a certificate" }),
    "client-key": file.optional().meta({ description: "PEM file, the key of `client-cert`" }),
  })
  .refine((tls) => (tls["client-cert"] === undefined) === (tls["client-key"] === undefined), {
    error: "client-cert and client-key go together",
  });

export type WrittenEdgeTls = z.infer<typeof edgeTlsSchema>;
