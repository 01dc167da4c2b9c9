/** The server's refusal, in words for who asked. */
export class RefusedError extends Error {}

/** Asks the server for something. Rejects with a {@link RefusedError} where it doesn't do it. */
export async function post<Answer>(path: string, body: object): Promise<Answer> {
  const headers = { "content-type": "application/json" };
  let response: Response;
  try {
    response = await fetch(path, { method: "POST", headers, body: JSON.stringify(body) });
  } catch (cause) {
    throw new RefusedError("brownout doesn't answer. Where it was begun, Ctrl-C stops a run.", { cause });
  }
  if (response.ok) return (await response.json()) as Answer;
  throw new RefusedError(await refusalOf(response));
}

/** The words of an answer that refuses. */
export async function refusalOf(response: Response): Promise<string> {
  const { message, hint } = (await response.json()) as { readonly message: string; readonly hint?: string };
  return hint === undefined ? `${message}.` : `${message}. ${hint}`;
}
