import { execFile } from "node:child_process";
import { readFile } from "node:fs/promises";
import { join } from "node:path";
import { promisify } from "node:util";

export interface Certificate {
  readonly key: string;
  readonly certificate: string;
  /** Path of the certificate. */
  readonly path: string;
}

/** Makes a certificate for 127.0.0.1 that vouches for itself. Node can read certificates but not make them. */
export async function ownCertificate(folder: string): Promise<Certificate> {
  const keyPath = join(folder, "tls.key");
  const path = join(folder, "tls.crt");
  const names = ["-subj", "/CN=127.0.0.1", "-addext", "subjectAltName=IP:127.0.0.1"];
  const kind = ["-x509", "-newkey", "ec", "-pkeyopt", "ec_paramgen_curve:prime256v1", "-nodes", "-days", "1"];
  await promisify(execFile)("openssl", ["req", ...kind, ...names, "-keyout", keyPath, "-out", path]);
  return { key: await readFile(keyPath, "utf8"), certificate: await readFile(path, "utf8"), path };
}
