import { readAtMost } from "../values/read-at-most.ts";

/** Nobody who takes a message answers with more. */
const ANSWER_MAX_BYTES = 65_536;

export interface JsonMessage {
  readonly method: "POST" | "PATCH";
  readonly url: string;
  readonly headers?: Readonly<Record<string, string>>;
  readonly body: unknown;
}

/**
 * Sends a document and gives the text of the answer. Redirects aren't followed: what is sent may hold a token.
 * @throws Error when it is not taken, without what may be secret: the URL and the headers, which fetch's own errors have
 */
export async function sendJson({ method, url, headers, body }: JsonMessage, signal: AbortSignal): Promise<string> {
  const all = { ...headers, "content-type": "application/json" };
  try {
    const response = await fetch(url, { method, headers: all, body: JSON.stringify(body), redirect: "manual", signal });
    const text = response.body === null ? "" : await readAtMost(response.body, ANSWER_MAX_BYTES);
    if (text === undefined) throw new NotTakenError(`its answer is longer than ${ANSWER_MAX_BYTES / 1024} KiB`);
    if (!response.ok) throw new NotTakenError(`it answered ${response.status}`);
    return text;
  } catch (error) {
    signal.throwIfAborted();
    if (error instanceof NotTakenError) throw error;
    throw new NotTakenError(whyNotReached(error));
  }
}

/** A message was not taken. */
class NotTakenError extends Error {}

function whyNotReached(error: unknown): string {
  const cause = error instanceof Error ? error.cause : undefined;
  const code = cause instanceof Error && "code" in cause ? `: ${cause.code}` : "";
  return `it could not be reached${code}`;
}
