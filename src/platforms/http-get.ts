import { Agent, get, type IncomingHttpHeaders } from "node:http";

/** Keeps its connections, as the edges are read many times a second. */
const agent = new Agent({ keepAlive: true, maxSockets: 16 });

export interface HttpResponse {
  readonly status: number;
  readonly headers: IncomingHttpHeaders;
  readonly body: string;
}

/** One GET on loopback. Rejects on a transport error and when the signal aborts. */
export function httpGet(url: string, signal: AbortSignal): Promise<HttpResponse> {
  return new Promise((resolve, reject) => {
    const request = get(url, { agent, signal }, (response) => {
      const chunks: Buffer[] = [];
      response.on("data", (chunk: Buffer) => chunks.push(chunk));
      response.on("error", reject);
      response.on("end", () => {
        const { statusCode: status = 0, headers } = response;
        resolve({ status, headers, body: Buffer.concat(chunks).toString() });
      });
    });
    request.on("error", reject);
  });
}
