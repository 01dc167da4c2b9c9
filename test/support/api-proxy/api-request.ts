/** A request to an API server, in the API's own words. */
export interface ApiRequest {
  /** As RBAC counts verbs; `other` for what isn't about a resource, such as discovery or /version. */
  readonly verb:
    | "get"
    | "list"
    | "watch"
    | "create"
    | "update"
    | "patch"
    | "delete"
    | "deletecollection"
    | "connect"
    | "other";
  /** Plural, as in its path: `pods`. */
  readonly resource?: string;
  /** `proxy`, `eviction`, `scale`, … */
  readonly subresource?: string;
  readonly namespace?: string;
  readonly name?: string;
  readonly method: string;
  /** With its query. */
  readonly path: string;
}

const WRITES = { POST: "create", PUT: "update", PATCH: "patch", DELETE: "delete" } as const;
/** Subresources that carry a connection or a request of the caller's own. */
const CONNECTS = new Set(["proxy", "portforward", "exec", "attach"]);

/** @param path with its query: `/apis/apps/v1/namespaces/shop/deployments?limit=500` */
export function readApiRequest(method: string, path: string): ApiRequest {
  const url = new URL(path, "https://api");
  const [, api, ...rest] = url.pathname.split("/");
  const [, ...parts] = api === "apis" ? rest.slice(1) : rest;
  // The namespaces themselves are a resource, too.
  const inNamespace = parts[0] === "namespaces" && parts.length > 2 && !["status", "finalize"].includes(parts[2] ?? "");
  const [resource, name, subresource] = inNamespace ? parts.slice(2) : parts;
  if ((api !== "api" && api !== "apis") || !resource) return { verb: "other", method, path };
  return {
    verb: subresource && CONNECTS.has(subresource) ? "connect" : verbOf(method, name, url.searchParams),
    resource,
    ...(subresource ? { subresource } : {}),
    ...(inNamespace && parts[1] ? { namespace: parts[1] } : {}),
    ...(name ? { name } : {}),
    method,
    path,
  };
}

function verbOf(method: string, name: string | undefined, query: URLSearchParams): ApiRequest["verb"] {
  if (method === "DELETE" && !name) return "deletecollection";
  if (method in WRITES) return WRITES[method as keyof typeof WRITES];
  if (["1", "true"].includes(query.get("watch") ?? "")) return "watch";
  return name ? "get" : "list";
}
