import { z } from "zod";
import type { ApiServer } from "./api-server.ts";
import type { ClusterObject, ObjectQuery } from "./cluster-object.ts";
import { pathOf, type Resource } from "./kinds.ts";
import { listedObjectSchema } from "./object-schema.ts";

const PAGE = 500;

/** The list of a kind. Its items don't say what they are. */
const listSchema = z.object({
  metadata: z.object({ resourceVersion: z.string(), continue: z.string().optional() }),
  items: z.array(listedObjectSchema).nullish(),
});

/** Some of a query's objects. */
export interface Page {
  /** Of the whole list, for watching what comes after it. */
  readonly resourceVersion: string;
  readonly objects: readonly ClusterObject[];
}

/**
 * All objects of a query, page by page.
 * @throws GoneError when the pages took so long that the server forgot what the list was
 */
export async function* pagesOf(
  api: ApiServer,
  resource: Resource,
  query: ObjectQuery,
  signal?: AbortSignal,
): AsyncIterable<Page> {
  let rest: string | undefined;
  do {
    const search = selectorsOf(query);
    search.set("limit", String(PAGE));
    if (rest) search.set("continue", rest);
    const doing = `list ${query.kind}s${query.namespace === undefined ? "" : ` in ${query.namespace}`}`;
    const path = `${pathOf(resource, query)}?${search}`;
    const { metadata, items } = await api.json({ doing, method: "GET", path, repeatable: true, signal }, listSchema);
    const { apiVersion, kind } = query;
    yield {
      resourceVersion: metadata.resourceVersion,
      objects: (items ?? []).map((item) => ({ ...item, apiVersion, kind })),
    };
    rest = metadata.continue;
  } while (rest);
}

/** The query's selectors as parameters of a path. */
export function selectorsOf({ labels, fields }: ObjectQuery): URLSearchParams {
  const search = new URLSearchParams();
  if (labels) search.set("labelSelector", labels);
  if (fields) search.set("fieldSelector", fields);
  return search;
}
