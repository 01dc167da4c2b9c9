import { readFileSync } from "node:fs";
import { type EdgeFacts, factsOf } from "../files/experiment/edge-facts.ts";
import type { Edge } from "../files/graph/graph.ts";
import type { Authority } from "../proxy/certificates/authority.ts";
import type { TlsSettings } from "../proxy/tls/settings.ts";
import type { EdgeProtocol } from "../values/edge-protocol.ts";
import { messageOf, UsageError } from "../values/errors.ts";

/** The part of what is said of an edge that its proxies are told, as fields of their API. */
interface EdgeSettings {
  readonly protocol?: EdgeProtocol;
  readonly tls?: TlsSettings;
}

/** Names by which a caller may call a proxy on its own machine. */
const OWN_NAMES = ["localhost", "127.0.0.1", "::1"];

/** The hosts at both ends of an edge's proxies, and who signs for them. */
export interface EdgeEnds {
  /** Of the run; needed where an edge has no certificate of its own. */
  readonly authority?: Authority | undefined;
  /** By which callers call the proxies, besides the callee's name. */
  readonly hosts?: readonly string[];
  /** The callee's, where the proxies know no more than its address. */
  readonly calleeHost?: string;
}

/**
 * Gives what the proxies of an edge are told of it. Its certificates and keys are read now.
 * @throws UsageError for a file that can't be read
 */
export function edgeSettings(
  facts: readonly EdgeFacts[] | undefined,
  edge: Edge,
  { authority, hosts = [], calleeHost }: EdgeEnds = {},
): EdgeSettings {
  const { protocol, tls } = factsOf(facts, edge) ?? {};
  if (tls === undefined) return { ...(protocol && { protocol }) };
  const { terminate, ca, serverName = calleeHost, clientCert, clientKey } = tls;
  const names = [serverName, edge.callee, ...hosts, ...OWN_NAMES].filter((name) => name !== undefined);
  const shown =
    terminate === true
      ? ownCertificate(authority, [...new Set(names)])
      : {
          cert: readPem(terminate.cert),
          key: readPem(terminate.key),
        };
  const settings: TlsSettings = {
    ...shown,
    ...(ca !== undefined && { ca: readPem(ca) }),
    ...(serverName !== undefined && { server_name: serverName }),
    ...(clientCert !== undefined && { client_cert: readPem(clientCert) }),
    ...(clientKey !== undefined && { client_key: readPem(clientKey) }),
  };
  return { ...(protocol && { protocol }), tls: settings };
}

function ownCertificate(authority: Authority | undefined, names: readonly string[]) {
  if (authority === undefined)
    throw new TypeError("a certificate of the run's own was planned where nothing signs one");
  const { cert, key, expired, wrongName } = authority.issue(names);
  return { cert, key, expired_cert: expired, wrong_name_cert: wrongName };
}

function readPem(path: string): string {
  try {
    return readFileSync(path, "utf8");
  } catch (cause) {
    throw new UsageError({ message: `${path} can't be read any more: ${messageOf(cause)}`, cause });
  }
}
