import { z } from "zod";
import { textSchema } from "../../files/experiment/value-schemas.ts";
import { type ChaosKind, provesChaos, removesChaos } from "./chaos-kind.ts";
import { type ContainersParams, containersKey, inContainers } from "./in-containers.ts";

interface DnsErrorParams extends ContainersParams {
  readonly names: readonly string[];
}

export const dnsError: ChaosKind<DnsErrorParams> = {
  type: "dns-error",
  targets: "service",
  summary: "Fails look-ups of names by a service.",
  params: z.strictObject({
    names: z
      .array(
        textSchema.regex(/^[^*\s]*\*?$/, "? stands for one character, and * for the rest of a name, at its end: pay.*"),
      )
      .min(1)
      .max(100)
      .meta({ description: "? is one character; * at the end is the rest", examples: [["payments.example.com"]] }),
    ...containersKey,
  }),
  explain: ({ names }) => ({
    does: `fails look-ups of ${names.join(", ")}`,
    undo: removesChaos,
    proof: provesChaos,
  }),
  kind: "DNSChaos",
  means: "DNSChaos error",
  spec: (params) => ({ action: "error", patterns: params.names, ...inContainers(params) }),
};
