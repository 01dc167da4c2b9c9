import type { ServerResponse } from "node:http";
import type { ApiRequest } from "./api-request.ts";

/** The fate of a request instead of its answer. */
export type ApiFault =
  /** The API server refuses: 401 for an expired token, 403 for a missing right, 409, 429, 500, … */
  | {
      readonly do: "refuse";
      readonly status: number;
      readonly reason: string;
      readonly message?: string;
      /** Of the Retry-After header. */
      readonly retryAfterS?: number;
    }
  /** A watch begins, and its first event says that the resource version is too old. */
  | { readonly do: "expire-watch" }
  /** Passed on after a delay. */
  | { readonly do: "delay"; readonly delayMs: number }
  /** Passed on, and done; but the connection breaks before the answer comes. */
  | { readonly do: "lose-answer" };

/** The requests that a fault befalls. */
export interface FaultRule {
  readonly when: (request: ApiRequest) => boolean;
  readonly fault: ApiFault;
  /** Number of requests that it befalls before it stops; all of them where not given. */
  readonly times?: number;
}

/** The Status that an API server answers with. */
export function refusal({ status, reason, message = `refused by a test: ${reason}` }: ApiFault & { do: "refuse" }) {
  return { kind: "Status", apiVersion: "v1", metadata: {}, status: "Failure", code: status, reason, message };
}

export function sendRefusal(response: ServerResponse, fault: ApiFault & { do: "refuse" }): void {
  const { status, retryAfterS } = fault;
  const body = JSON.stringify(refusal(fault));
  response.writeHead(status, {
    "content-type": "application/json",
    // As an API server sends it.
    "content-length": Buffer.byteLength(body),
    ...(retryAfterS === undefined ? {} : { "retry-after": String(retryAfterS) }),
  });
  response.end(body);
}

export function sendExpiredWatch(response: ServerResponse): void {
  const object = refusal({ do: "refuse", status: 410, reason: "Expired", message: "too old resource version: 1 (2)" });
  response.writeHead(200, { "content-type": "application/json" });
  response.end(`${JSON.stringify({ type: "ERROR", object })}\n`);
}
