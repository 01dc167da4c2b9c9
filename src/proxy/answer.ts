import { messageOf } from "../values/errors.ts";
import { ApiError } from "./api-error.ts";

/** An answer of the API. */
export interface Answer {
  readonly status: number;
  readonly contentType?: string;
  readonly text?: string;
  readonly headers?: Readonly<Record<string, string>>;
}

/** An error as Go's `http.Error` writes it. */
export function plain(status: number, text: string): Answer {
  return { status, contentType: "text/plain; charset=utf-8", text };
}

/** Whatever went wrong, as Toxiproxy says it. */
export function errorAnswer(error: unknown): Answer {
  const status = error instanceof ApiError ? error.status : 500;
  return plain(status, `${JSON.stringify({ error: messageOf(error), status })}\n`);
}

export function json(status: number, value: unknown): Answer {
  return { status, contentType: "application/json", text: JSON.stringify(value) };
}
