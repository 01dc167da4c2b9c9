import { messageOf } from "../values/errors.ts";

/** An answer may be so long, in characters, before nobody reads on. */
const ANSWER_MAX = 65_536;

export interface JsonMessage {
  readonly method: "POST" | "PATCH";
  readonly url: string;
  readonly headers?: Readonly<Record<string, string>>;
  readonly body: unknown;
}

/**
 * Sends a document and gives the text of the answer. Redirects aren't followed: what is sent may hold a token.
 * @throws Error when it is not taken, without the URL, which may be a secret
 */
export async function sendJson({ method, url, headers, body }: JsonMessage, signal: AbortSignal): Promise<string> {
  const all = { "content-type": "application/json", ...headers };
  let response: Response;
  try {
    response = await fetch(url, { method, headers: all, body: JSON.stringify(body), redirect: "manual", signal });
  } catch (error) {
    throw new Error(reasonOf(error), { cause: error });
  }
  const text = (await response.text()).slice(0, ANSWER_MAX);
  if (!response.ok) throw new Error(`it answered ${response.status}`);
  return text;
}

/** fetch hides what happened behind words that say nothing. */
function reasonOf(error: unknown): string {
  const cause = error instanceof Error ? error.cause : undefined;
  if (cause instanceof Error && "code" in cause) return `it could not be reached: ${cause.code}`;
  return messageOf(error);
}
