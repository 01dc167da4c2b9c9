import type { KeyObject, X509Certificate } from "node:crypto";

/*
 * Whoever reads an experiment loads this file, and few name a certificate: Node's own modules for that take longer to load than such a
 * file to be read, and so are taken when there is one.
 */
const crypto = () => process.getBuiltinModule("node:crypto");
const tls = () => process.getBuiltinModule("node:tls");

/** Something that is wrong with a certificate or its key, in words that go behind its name. */
export interface PairProblem {
  readonly of: "certificate" | "key";
  readonly why: string;
}

/** Looks whether a certificate and its private key, both PEM, can be used and belong to each other. */
export function checkPair(cert: string, key: string): PairProblem | undefined {
  const certificate = readCertificate(cert);
  if (certificate === undefined) return { of: "certificate", why: "is no certificate in PEM" };
  const privateKey = readKey(key);
  if (typeof privateKey === "string") return { of: "key", why: privateKey };
  if (!certificate.checkPrivateKey(privateKey)) return { of: "key", why: "is not that of the certificate" };
  const why = whyRefused(cert, key);
  return why === undefined ? undefined : { of: "certificate", why };
}

/** OpenSSL has limits of its own, for short keys, and reads the whole chain. */
function whyRefused(cert: string, key: string): string | undefined {
  try {
    tls().createSecureContext({ cert, key });
    return undefined;
  } catch (error) {
    const { reason, message } = error as Error & { readonly reason?: string };
    return `can't be used for TLS, or its chain can't: ${reason ?? message}`;
  }
}

/** Reads a certificate in PEM, the first where there are several; undefined when it is none. */
function readCertificate(pem: string): X509Certificate | undefined {
  if (!pem.includes("-----BEGIN CERTIFICATE-----")) return undefined;
  try {
    return new (crypto().X509Certificate)(pem);
  } catch {
    return undefined;
  }
}

/**
 * Looks whether all certificates in a PEM text can be read: TLS ignores what stands behind one that can't.
 * @returns what is wrong, in words that go behind its name
 */
export function checkAuthorities(pem: string): string | undefined {
  const blocks = pem.split(/(?=-----BEGIN CERTIFICATE-----)/).filter((block) => block.startsWith("-----BEGIN CERT"));
  if (blocks.length === 0) return "is no certificate in PEM";
  const bad = blocks.findIndex((block) => readCertificate(block) === undefined);
  if (bad === -1) return undefined;
  return blocks.length === 1 ? "is no certificate in PEM" : `has a certificate that can't be read, number ${bad + 1}`;
}

function readKey(pem: string): KeyObject | string {
  if (/-----BEGIN ENCRYPTED PRIVATE KEY-----|^Proc-Type: 4,ENCRYPTED/m.test(pem)) {
    return "is encrypted: give it without a passphrase (`openssl pkey -in KEY -out PLAIN_KEY`)";
  }
  try {
    return crypto().createPrivateKey(pem);
  } catch {
    return "is no private key in PEM";
  }
}
