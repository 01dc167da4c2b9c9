import { z } from "zod";
import type { ApiServer } from "./api-server.ts";
import { NotFoundError } from "./cluster-errors.ts";
import type { ObjectKind } from "./cluster-object.ts";
import { rootOf } from "./kinds.ts";

type Schema = Readonly<Record<string, unknown>>;
type Schemas = Readonly<Record<string, Schema>>;

/** As much of an OpenAPI document as is read here. */
const documentSchema = z.object({
  components: z.object({ schemas: z.record(z.string(), z.record(z.string(), z.unknown())).optional() }).optional(),
});

/** Prefix of the names of other schemas in the same document. */
const REFERENCE = "#/components/schemas/";

/**
 * The OpenAPI v3 schema of a kind, with every reference replaced by what it stands for. A schema within itself (that of
 * a CustomResourceDefinition) is left open there: `{}`.
 */
export async function schemaOf(
  api: ApiServer,
  { apiVersion, kind }: ObjectKind,
  signal?: AbortSignal,
): Promise<Schema | undefined> {
  const schemas = await schemasOf(api, apiVersion, signal);
  const [group = "", version] = apiVersion.includes("/") ? apiVersion.split("/") : ["", apiVersion];
  const schema = Object.values(schemas).find((one) =>
    (one["x-kubernetes-group-version-kind"] as readonly Schema[] | undefined)?.some(
      (gvk) => gvk.group === group && gvk.version === version && gvk.kind === kind,
    ),
  );
  return schema && (resolve(schema, schemas, []) as Schema);
}

async function schemasOf(api: ApiServer, apiVersion: string, signal: AbortSignal | undefined): Promise<Schemas> {
  try {
    const path = `/openapi/v3${rootOf(apiVersion)}`;
    const doing = `ask for the schemas of ${apiVersion}`;
    const { components } = await api.json({ doing, method: "GET", path, repeatable: true, signal }, documentSchema);
    return components?.schemas ?? {};
  } catch (error) {
    if (error instanceof NotFoundError) return {};
    throw error;
  }
}

/** @param within the names of the schemas that this is in */
function resolve(node: unknown, schemas: Schemas, within: readonly string[]): unknown {
  if (Array.isArray(node)) return node.map((item) => resolve(item, schemas, within));
  if (typeof node !== "object" || node === null) return node;
  const { $ref, allOf, ...rest } = node as Schema;
  const own = Object.fromEntries(Object.entries(rest).map(([key, value]) => [key, resolve(value, schemas, within)]));
  const parts = Array.isArray(allOf) ? allOf.map((part) => resolve(part, schemas, within)) : [];
  // The server wraps a lone reference so that it can stand beside a description.
  if (parts.length > 1) return { ...own, allOf: parts };
  return { ...(parts[0] as Schema | undefined), ...referred($ref, schemas, within), ...own };
}

function referred($ref: unknown, schemas: Schemas, within: readonly string[]): Schema {
  if (typeof $ref !== "string") return {};
  const name = $ref.slice(REFERENCE.length);
  return within.includes(name) ? {} : (resolve(schemas[name] ?? {}, schemas, [...within, name]) as Schema);
}
