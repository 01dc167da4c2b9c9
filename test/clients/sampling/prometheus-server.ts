import { once } from "node:events";
import { createServer, type RequestListener } from "node:http";
import type { AddressInfo } from "node:net";
import type { PrometheusSignal } from "../../../src/files/experiment/sampled-signal.ts";

/** A server that answers queries as a test has it. */
export interface StandInPrometheus {
  readonly signal: PrometheusSignal & { readonly url: string };
  /** Queries that were asked, in order. */
  readonly queries: readonly string[];
  answer(listener: RequestListener): void;
  /** Ends every connection and listens no more. */
  stop(): Promise<void>;
}

export async function startPrometheus(first: RequestListener): Promise<StandInPrometheus> {
  let listener = first;
  const queries: string[] = [];
  const server = createServer((request, response) => {
    const { pathname, searchParams } = new URL(request.url ?? "", "http://localhost");
    queries.push(`${request.method} ${pathname} ${searchParams.get("query")}`);
    listener(request, response);
  });
  server.listen(0, "127.0.0.1");
  await once(server, "listening");
  const url = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
  return {
    signal: {
      name: "errors",
      url,
      query: 'sum(rate(errors_total{job="a b"}[5s]))',
      everyMs: 1000,
      staleAfterMs: 15_000,
    },
    queries,
    answer: (next) => {
      listener = next;
    },
    stop: async () => {
      server.closeAllConnections();
      server.close();
      await once(server, "close");
    },
  };
}

/** Answers with a status and a body. */
export function answering(status: number, body: unknown): RequestListener {
  return (_request, response) => {
    response.writeHead(status, { "content-type": "application/json" });
    response.end(typeof body === "string" ? body : JSON.stringify(body));
  };
}

/** The answer of Prometheus with one value for each of the instances. */
export function vector(...values: readonly string[]) {
  const result = values.map((value, index) => ({ metric: { instance: `i${index}` }, value: [1_700_000_000.1, value] }));
  return { status: "success", data: { resultType: "vector", result } };
}
