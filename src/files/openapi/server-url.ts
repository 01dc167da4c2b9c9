import type { Api } from "./api-schema.ts";
import { OpenApiError } from "./openapi-error.ts";

/**
 * The base URL of the service: the one that is given, else the first of the description's servers that is on this machine. Others
 * aren't taken, since the server of a description is production more often than not.
 * @throws OpenApiError when there is none
 */
export function serverUrl(api: Api, given: string | undefined): string {
  if (given !== undefined) return checked(given);
  const servers = api.servers.map(({ url, variables }) =>
    url.replace(/\{([^{}]+)\}/g, (written, name: string) => variables[name]?.default ?? written),
  );
  const local = servers.find(isOnThisMachine);
  if (local !== undefined) return local.replace(/\/+$/, "");
  throw new OpenApiError({
    message:
      servers.length === 0
        ? "the description has no servers"
        : `none of the description's servers is on this machine: ${servers.join(", ")}`,
    hint: "Say where the service is that shall get the load, with its base path: --url http://127.0.0.1:8080/v1.",
  });
}

/** The base path that a description's servers have and a given URL lacks, if so. */
export function missingBasePath(api: Api, url: string): string | undefined {
  const path = (text: string) => (URL.canParse(text, "http://host") ? new URL(text, "http://host").pathname : "/");
  const written = path(api.servers[0]?.url ?? "/").replace(/\/+$/, "");
  return path(url) === "/" && written !== "" && !written.includes("%7B") ? written : undefined;
}

function checked(given: string): string {
  const url = URL.canParse(given) ? new URL(given) : undefined;
  if (url !== undefined && /^https?:$/.test(url.protocol) && url.search === "" && url.username === "") {
    return given.replace(/\/+$/, "");
  }
  throw new OpenApiError({
    message: `--url ${given} is no base URL`,
    hint: "Write http or https, a host, and a base path if it has one: http://127.0.0.1:8080/v1.",
  });
}

function isOnThisMachine(text: string): boolean {
  if (!URL.canParse(text)) return false;
  const { protocol, hostname } = new URL(text);
  return /^https?:$/.test(protocol) && /^(localhost|127\.\d+\.\d+\.\d+|\[::1\]|.*\.localhost)$/.test(hostname);
}
