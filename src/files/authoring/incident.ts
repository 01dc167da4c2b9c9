import { z } from "zod";
import { incidentSchema } from "../incident/incident-schema.ts";
import { type FileKind, madeOnce } from "./file-kind.ts";

/** Incidents' files. */
export const incidentFile: FileKind = {
  name: "incident",
  path: /(^|\/)incident\.ya?ml$/,
  isMeant: (root) => "variants" in root && "source" in root && !("services" in root),
  schema: madeOnce(() => z.toJSONSchema(incidentSchema, { io: "input", unrepresentable: "any" })),
  values: {
    "stages.*.when": "criterion",
    "variants.*.experiment": "file",
    "variants.*.until": "stage",
    "variants.*.claims.*.baseline": "criterion",
    "variants.*.claims.*.fault": "criterion",
    "variants.*.claims.*.recovery": "criterion",
    "variants.*.claims.*.sometime": "criterion",
    "variants.*.claims.*.never": "criterion",
    "variants.*.claims.*.origin": "edge",
    "variants.*.claims.*.hurt.*": "service",
    "variants.*.claims.*.waits.service": "service",
  },
  keys: {},
};
