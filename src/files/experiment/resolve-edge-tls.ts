import { checkAuthorities, checkPair } from "../../values/certificate-pair.ts";
import { BrownoutError } from "../../values/errors.ts";
import type { Path, Source } from "../yaml/problem.ts";
import type { LoadContext } from "./commands/resolve-command.ts";
import type { EdgeTls } from "./edge-facts.ts";
import type { WrittenEdgeTls } from "./edge-tls-schema.ts";

/** Takes in where the files of an edge's TLS are, and looks whether they can be used. What is in them isn't kept. */
export function resolveEdgeTls(written: WrittenEdgeTls, path: Path, context: LoadContext): EdgeTls {
  const { terminate, ca, "server-name": serverName, "client-cert": clientCert, "client-key": clientKey } = written;
  const files = new PemFiles(path, context);
  const client =
    clientCert === undefined || clientKey === undefined
      ? undefined
      : files.pair([["client-cert"], clientCert], [["client-key"], clientKey]);
  return {
    terminate:
      terminate === true
        ? true
        : files.pair([["terminate", "cert"], terminate.cert], [["terminate", "key"], terminate.key]),
    ...(ca !== undefined && { ca: files.authorities(["ca"], ca) }),
    ...(serverName !== undefined && { serverName }),
    ...(client && { clientCert: client.cert, clientKey: client.key }),
  };
}

/** A file, and the keys at which the experiment names it. */
type Named = readonly [key: Path, file: string];

/** Reads files that an experiment names, and reports what is wrong with them. */
class PemFiles {
  readonly #path: Path;
  readonly #context: LoadContext;

  constructor(path: Path, context: LoadContext) {
    this.#path = path;
    this.#context = context;
  }

  pair([certKey, certFile]: Named, [keyKey, keyFile]: Named): { readonly cert: string; readonly key: string } {
    const cert = this.#read(certKey, certFile);
    const key = this.#read(keyKey, keyFile);
    const problem = cert && key && checkPair(cert.text, key.text);
    if (problem?.of === "certificate") this.#report(certKey, `${certFile} ${problem.why}`);
    if (problem?.of === "key") this.#report(keyKey, `${keyFile} ${problem.why}`);
    return { cert: cert?.path ?? certFile, key: key?.path ?? keyFile };
  }

  authorities(key: Path, file: string): string {
    const read = this.#read(key, file);
    const why = read && checkAuthorities(read.text);
    if (why !== undefined) this.#report(key, `${file} ${why}`);
    return read?.path ?? file;
  }

  #read(key: Path, file: string): Source | undefined {
    try {
      return this.#context.readText(file);
    } catch (error) {
      if (!(error instanceof BrownoutError)) throw error;
      this.#report(key, error.message);
      return undefined;
    }
  }

  #report(key: Path, message: string): void {
    const { report, document } = this.#context;
    report(document.problemAt([...this.#path, ...key], { message }));
  }
}
