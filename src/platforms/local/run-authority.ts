import { readFile, writeFile } from "node:fs/promises";
import { join } from "node:path";
import type { EdgeFacts } from "../../files/experiment/edge-facts.ts";
import { Authority } from "../../proxy/certificates/authority.ts";
import type { Clock } from "../../values/clock/clock.ts";

/** The authority of a run, and what services are told of it. */
export interface RunAuthority {
  readonly authority: Authority;
  /** Variables by which programs find its certificate. */
  readonly env: Readonly<Record<string, string>>;
}

/** Makes one where an edge shows its certificates, and writes its own, without its key, beside the logs. */
export async function makeAuthority(
  edges: readonly EdgeFacts[] = [],
  { clock, logFolder }: { readonly clock: Clock; readonly logFolder: string },
): Promise<RunAuthority | undefined> {
  if (!edges.some(({ tls }) => tls?.terminate === true)) return undefined;
  const authority = new Authority(clock);
  const path = join(logFolder, "ca.pem");
  await writeFile(path, authority.certificate, { mode: 0o600 });
  const forNode = await withThoseOfNode(authority.certificate, logFolder);
  return { authority, env: { BROWNOUT_CA: path, NODE_EXTRA_CA_CERTS: forNode ?? path } };
}

/** Node takes one file: where the user has named one, both are in a new one. Undefined where there is none to be read, as for Node. */
async function withThoseOfNode(certificate: string, folder: string): Promise<string | undefined> {
  const given = process.env.NODE_EXTRA_CA_CERTS;
  const theirs = given === undefined ? undefined : await readFile(given, "utf8").catch(() => undefined);
  if (theirs === undefined) return undefined;
  const path = join(folder, "ca-with-yours.pem");
  await writeFile(path, `${certificate}${theirs}`, { mode: 0o600 });
  return path;
}
