const ALERT = /_ALERT_(.+)$/;

const UNKNOWN_AUTHORITY = "certificate is signed by an unknown authority";

/** Errors of a certificate that Node tells in many words, with what is in it. */
const SHORTER: Readonly<Record<string, string>> = {
  ERR_TLS_CERT_ALTNAME_INVALID: "certificate is for another name",
  UNABLE_TO_VERIFY_LEAF_SIGNATURE: UNKNOWN_AUTHORITY,
  UNABLE_TO_GET_ISSUER_CERT: UNKNOWN_AUTHORITY,
  UNABLE_TO_GET_ISSUER_CERT_LOCALLY: UNKNOWN_AUTHORITY,
  SELF_SIGNED_CERT_IN_CHAIN: UNKNOWN_AUTHORITY,
  DEPTH_ZERO_SELF_SIGNED_CERT: UNKNOWN_AUTHORITY,
};

/** Reasons of calls that fail since TLS with the upstream does: `upstream tls: certificate has expired`. */
export function reasonOfUpstream(error: NodeJS.ErrnoException): string {
  const { code = "" } = error;
  if (code === "ECONNREFUSED") return "upstream refused";
  if (code === "ECONNRESET") return "upstream tls: connection ended";
  if (/^E[A-Z]+$/.test(code)) return "upstream unreachable";
  return `upstream tls: ${alertIn(code) ?? SHORTER[code] ?? wordsOf(error)}`;
}

/** Reasons of calls that fail since the caller's handshake does: `tls alert unknown_ca`, `tls: no shared cipher`. */
export function reasonOfCaller(error: NodeJS.ErrnoException): string {
  const { code = "" } = error;
  if (code === "ECONNRESET" || code === "EPIPE") return "abandoned";
  const alert = alertIn(code);
  return alert === undefined ? `tls: ${wordsOf(error)}` : `tls ${alert}`;
}

function alertIn(code: string): string | undefined {
  const name = ALERT.exec(code)?.[1];
  return name && `alert ${name.toLowerCase()}`;
}

/** OpenSSL's own, where it has some: they hold nothing of the connection. */
function wordsOf(error: NodeJS.ErrnoException & { readonly reason?: string }): string {
  return error.reason ?? error.message;
}
