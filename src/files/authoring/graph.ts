import { z } from "zod";
import { graphFile as graphSchema } from "../graph/graph-file.ts";
import { fieldsOf } from "../yaml/fields.ts";
import { type FileKind, madeOnce } from "./file-kind.ts";

/** Keys of a service by which no other tool's file is taken for a graph: services of Compose have none of them. */
const OWN_KEYS = ["routes", "calls", "ready", "backing", "broker", "consumes", "work", "pool", "dependencies"];

/** Graphs. */
export const graphFile: FileKind = {
  name: "graph",
  path: /(^|\/)graphs\/[^/]+\.ya?ml$/,
  isMeant: ({ services }) => Object.values(fieldsOf(services)).some(isOfGraph),
  schema: madeOnce(() => z.toJSONSchema(graphSchema, { io: "input", unrepresentable: "any" })),
  values: {
    "services.*.routes.*.calls.*": "request",
    "services.*.routes.*.calls.*.parallel.*": "request",
    "services.*.consumes.calls.*": "request",
    "services.*.consumes.calls.*.parallel.*": "request",
    "services.*.cwd": "file",
  },
  keys: {
    "services.*.dependencies": "service",
    "services.*.calls": "service",
    "variants.*.services": "service",
    "variants.*.services.*.dependencies": "service",
  },
};

function isOfGraph(service: unknown): boolean {
  const { image, build, ...others } = fieldsOf(service);
  return image === undefined && build === undefined && OWN_KEYS.some((key) => others[key] !== undefined);
}
