import { z } from "zod";
import { PROCESS_HEADER } from "../../clients/os/process-health.ts";
import type { Edge } from "../../files/graph/graph.ts";
import { jsonOf } from "../../values/json.ts";
import { type HttpResponse, httpGet } from "../http-get.ts";
import { ProxyGoneError } from "../proxy-gone-error.ts";

/** A proxy of a Toxiproxy server, as its list or its configuration file has it. */
export interface ListedProxy {
  readonly name: string;
  /** `0.0.0.0:20002` */
  readonly listen: string;
  /** `pricing:8080` */
  readonly upstream: string;
  readonly enabled: boolean;
  readonly toxics: readonly string[];
}

/** An edge, and the proxy that it runs through. */
export interface ProxiedEdge {
  readonly edge: Edge;
  readonly proxy: string;
}

/** Signs between the two services of an edge in the name of its proxy. */
export const BETWEEN = ["->", "-", ".", "_"] as const;

const ANSWER_WITHIN_MS = 5_000;

const toxicsSchema = z.array(z.looseObject({ name: z.string() }));
const listSchema = z.record(
  z.string(),
  z.looseObject({
    name: z.string(),
    listen: z.string(),
    upstream: z.string(),
    enabled: z.boolean().default(true),
    toxics: toxicsSchema.default([]),
  }),
);

/**
 * The proxies that a running server has.
 * @param help says how to find out why it doesn't answer
 */
export async function listProxies(apiUrl: string, help: string): Promise<readonly ListedProxy[]> {
  const { status, body } = await askServer(`${apiUrl}/proxies`, help);
  const read = status === 200 ? listSchema.safeParse(jsonOf(body)).data : undefined;
  if (read === undefined) throw new ProxyGoneError({ message: `${apiUrl} is no Toxiproxy: it answered ${status}` });
  return Object.values(read).map(({ toxics, ...proxy }) => ({ ...proxy, toxics: toxics.map(({ name }) => name) }));
}

/**
 * Tells whether a server is our own, which counts what its toxics do, and has more of them: Toxiproxy knows no `/edges`.
 * @param help says how to find out why it doesn't answer
 */
export async function isOurServer(apiUrl: string, help: string): Promise<boolean> {
  const { headers } = await askServer(`${apiUrl}/edges`, help);
  return headers[PROCESS_HEADER] !== undefined;
}

export function hostOf(address: string): string {
  return address.slice(0, address.lastIndexOf(":"));
}

export function portOf(address: string): string {
  return address.slice(address.lastIndexOf(":") + 1);
}

async function askServer(url: string, hint: string): Promise<HttpResponse> {
  try {
    return await httpGet(url, AbortSignal.timeout(ANSWER_WITHIN_MS));
  } catch (cause) {
    const message = `Toxiproxy does not answer at ${url}: ${(cause as Error).message}`;
    throw new ProxyGoneError({ message, hint, cause });
  }
}
