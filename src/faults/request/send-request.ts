import { FaultError } from "../fault-error.ts";
import { fetchReason } from "../fetch-reason.ts";

/** A request to one replica of a service. */
export interface ReplicaRequest {
  readonly method: string;
  readonly url: string;
}

/** Sends a request. @throws FaultError for an answer that isn't 2xx, and where there is none */
export async function sendRequest({ method, url }: ReplicaRequest, signal: AbortSignal): Promise<void> {
  let status: number;
  try {
    const response = await fetch(url, { method, signal, headers: { connection: "close" } });
    await response.arrayBuffer();
    ({ status } = response);
  } catch (cause) {
    signal.throwIfAborted();
    throw new FaultError({
      message: `${method} ${url} got no answer: ${fetchReason(cause)}`,
      hint: "Look whether the service runs and can be reached.",
      cause,
    });
  }
  if (status >= 200 && status < 300) return;
  throw new FaultError({
    message: `${method} ${url} was answered ${status}`,
    hint: "Look whether the service has such a route.",
  });
}
