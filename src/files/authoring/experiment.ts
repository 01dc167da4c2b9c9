import type { FaultKind } from "../experiment/fault-kind.ts";
import { experimentJsonSchema } from "../experiment/json-schema.ts";
import { type FileKind, madeOnce } from "./file-kind.ts";

/** Experiment files; `kinds` are the faults that they may have. */
export function experimentFile(kinds: readonly FaultKind[]): FileKind {
  return {
    name: "experiment",
    path: /(^|\/)experiments\/.*\.ya?ml$|\.brownout\.ya?ml$/,
    isMeant: (root) => "faults" in root && ["system", "load", "phases"].some((key) => key in root),
    schema: madeOnce(() => experimentJsonSchema(kinds)),
    values: {
      "system.graph": "file",
      "system.variant": "variant",
      "system.compose": "file",
      "system.compose.file": "file",
      "system.compose.file.*": "file",
      "system.kubernetes.manifests.*": "file",
      "system.external.services.*.pidfile": "file",
      "sources.*": "file",
      "load.*.request": "request",
      "load.*.requests.*.request": "request",
      "load.*.steps.*.request": "request",
      "load.*.vegeta": "file",
      "load.*.grpc.proto": "file",
      "steady-state.*": "criterion",
      "abort.*": "criterion",
      "expect.*": "expectation",
      "faults.*.on": "target",
      "faults.*.file": "file",
      "remedies.*.restart": "service",
      "remedies.*.scale": "service",
      "remedies.*.reset-breakers": "service",
      "remedies.*.on": "load or service",
      "remedies.*.request": "request",
      "remedies.*.undo": "request",
      "limits.only.*": "edge or service",
    },
    keys: {
      "system.compose.edges": "edge",
      "system.kubernetes.selectors": "service",
      "system.kubernetes.reach": "service",
    },
  };
}
