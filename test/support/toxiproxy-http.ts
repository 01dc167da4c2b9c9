import { request } from "node:http";

export interface HttpAnswer {
  readonly status: number;
  readonly headers: Readonly<Record<string, string | string[] | undefined>>;
  readonly text: string;
}

/** Sends a request as it is written: `POST /proxies`. Paths aren't tidied up, which `fetch` would do. */
export function call(
  apiUrl: string,
  methodAndPath: string,
  options: { readonly body?: string | undefined; readonly userAgent?: string | undefined } = {},
): Promise<HttpAnswer> {
  const [method = "", path = ""] = methodAndPath.split(" ");
  const { hostname, port } = new URL(apiUrl);
  const { body = "", userAgent = "test" } = options;
  return new Promise((resolve, reject) => {
    const headers = { "user-agent": userAgent, "content-length": Buffer.byteLength(body) };
    const sent = request({ hostname, port, method, path, headers, agent: false }, async (response) => {
      const chunks: Buffer[] = [];
      for await (const chunk of response) chunks.push(chunk);
      resolve({ status: response.statusCode ?? 0, headers: response.headers, text: Buffer.concat(chunks).toString() });
    });
    sent.on("error", reject).end(body);
  });
}

/** Sends a request that must succeed; resolves with the JSON of its answer. */
export async function ask<T>(apiUrl: string, methodAndPath: string, body?: unknown): Promise<T> {
  const { status, text } = await call(apiUrl, methodAndPath, { body: body === undefined ? "" : JSON.stringify(body) });
  if (status >= 400) throw new Error(`${methodAndPath}: ${status} ${text}`);
  return (text === "" ? undefined : JSON.parse(text)) as T;
}
