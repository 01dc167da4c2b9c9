import { once } from "node:events";
import { createServer, type ServerResponse } from "node:http";
import { Registry } from "prom-client";
import type { RunState } from "../../judge/history/run-state.ts";
import type { HostPort } from "../../values/host-port.ts";
import type { Outlet } from "../outlet.ts";
import { metricsPage } from "./metrics-page.ts";

/** A page of metrics that a Prometheus can scrape while the run goes on: `GET /metrics`. */
export function metricsEndpoint({ host, port }: HostPort): Outlet {
  let state: RunState | undefined;
  const server = createServer((request, response) => {
    if (request.method !== "GET" || request.url !== "/metrics") respond(response, 404, "Only GET /metrics is here.\n");
    else if (state === undefined) respond(response, 503, "The run has not begun.\n");
    else void answer(response, state);
  });
  let failure: Error | undefined;
  server.on("error", (error) => {
    failure ??= error;
  });
  server.listen(port, host);
  return {
    name: `metrics on ${host}:${port}`,
    tell(_event, now) {
      state = now;
    },
    async finish() {
      if (failure !== undefined) throw failure;
    },
    async close() {
      if (!server.listening) return;
      server.close();
      server.closeAllConnections();
      await once(server, "close");
    },
  };
}

async function answer(response: ServerResponse, state: RunState): Promise<void> {
  try {
    const page = await metricsPage(state);
    response.setHeader("content-type", Registry.PROMETHEUS_CONTENT_TYPE);
    respond(response, 200, page);
  } catch (error) {
    respond(response, 500, `${error}\n`);
  }
}

function respond(response: ServerResponse, status: number, text: string): void {
  response.writeHead(status).end(text);
}
