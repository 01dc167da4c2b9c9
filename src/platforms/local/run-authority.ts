import { readFile, writeFile } from "node:fs/promises";
import { join } from "node:path";
import type { EdgeFacts } from "../../files/experiment/edge-facts.ts";
import type { Authority } from "../../proxy/certificates/authority.ts";
import type { Clock } from "../../values/clock/clock.ts";
import { messageOf, UsageError } from "../../values/errors.ts";
import { authorityFor, trustVariables } from "../edge-authority.ts";

/** The authority of a run, and what services are told of it. */
export interface RunAuthority {
  readonly authority: Authority;
  /** Variables by which programs find its certificate. */
  readonly env: Readonly<Record<string, string>>;
}

/**
 * Makes one where an edge shows its certificates, and writes its own, without its key, beside the logs.
 * @throws UsageError where the user's own authorities can't be read
 */
export async function makeAuthority(
  edges: readonly EdgeFacts[] = [],
  { clock, logFolder }: { readonly clock: Clock; readonly logFolder: string },
): Promise<RunAuthority | undefined> {
  const authority = await authorityFor(edges, clock);
  if (authority === undefined) return undefined;
  const path = join(logFolder, "ca.pem");
  await writeFile(path, authority.certificate, { mode: 0o600 });
  const forNode = await withThoseOfNode(authority.certificate, logFolder);
  return { authority, env: trustVariables(path, forNode) };
}

/** Node takes one file: where the user has named one, both are in a new one. Undefined where none is named. */
async function withThoseOfNode(certificate: string, folder: string): Promise<string | undefined> {
  const given = process.env.NODE_EXTRA_CA_CERTS;
  // As for Node, an empty name is none.
  if (!given) return undefined;
  const theirs = await readFile(given, "utf8").catch((cause: unknown) => {
    // Services that don't trust whom they should would fail for that, and it would look like their own failure.
    throw new UsageError({
      message: `NODE_EXTRA_CA_CERTS can't be read, with which services are to trust the run's own authority, too: ${messageOf(cause)}`,
      hint: "Correct it, or unset it.",
      cause,
    });
  });
  const path = join(folder, "ca-with-yours.pem");
  await writeFile(path, `${certificate}${theirs}`, { mode: 0o600 });
  return path;
}
