/** First words of errors by which a server says that it can't do just now what it is asked, however right that was. */
const FAILURES = new Set(
  "LOADING BUSY OOM MISCONF IOERR READONLY MASTERDOWN NOREPLICAS CLUSTERDOWN TRYAGAIN".split(" "),
);
/** The same from a server that is full, and from a proxy before it (Envoy). */
const FAILURE_TEXTS = /^(ERR max number of clients|(no )?upstream )/;

/** The reason for which an error reply is a failure of the server's, `redis LOADING`; undefined for the caller's own. */
export function failureOf(error: string): string | undefined {
  const [word = ""] = error.split(" ", 1);
  return FAILURES.has(word) || FAILURE_TEXTS.test(error) ? `redis ${word}` : undefined;
}
