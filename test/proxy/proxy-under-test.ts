import { toxicTypes } from "../../src/faults/toxiproxy/list.ts";
import type { EdgeReading } from "../../src/proxy/edge-recorder.ts";
import { type ProxyServerOptions, startProxyServer } from "../../src/proxy/server.ts";
import { systemClock } from "../../src/values/clock/system-clock.ts";
import { dial, type Peer, Upstream } from "../support/sockets.ts";
import { ask } from "../support/toxiproxy-http.ts";

/** The embedded server with a proxy `p` before an upstream. */
export interface ProxyUnderTest {
  readonly apiUrl: string;
  readonly upstream: Upstream;
  connect(): Promise<{ readonly caller: Peer; readonly callee: Peer }>;
  edge(): Promise<EdgeReading>;
  /** Waits until the reading of the proxy fits. */
  edgeWhen(fits: (edge: EdgeReading) => boolean): Promise<EdgeReading>;
}

/** Starts one for the time of a test. */
export async function withProxy(
  run: (proxy: ProxyUnderTest) => Promise<void>,
  options: Partial<ProxyServerOptions> = {},
): Promise<void> {
  const upstream = await Upstream.listen();
  const server = await startProxyServer({ listen: "127.0.0.1:0", clock: systemClock, seed: 1, toxicTypes, ...options });
  const callers: Peer[] = [];
  const connect = async () => {
    const { listen } = await ask<{ listen: string }>(server.url, "GET /proxies/p");
    const caller = await dial(listen);
    return { caller, callee: await upstream.peer(callers.push(caller) - 1) };
  };
  const edge = async () => (await ask<{ p: EdgeReading }>(server.url, "GET /edges")).p;
  const edgeWhen = async (fits: (reading: EdgeReading) => boolean) => {
    for (;;) {
      const reading = await edge();
      if (fits(reading)) return reading;
    }
  };
  try {
    await ask(server.url, "POST /proxies", {
      name: "p",
      listen: "127.0.0.1:0",
      upstream: upstream.address,
      edge: "a -> b",
    });
    await run({ apiUrl: server.url, upstream, connect, edge, edgeWhen });
  } finally {
    for (const { socket } of callers) socket.destroy();
    await server.close();
    await upstream.close();
  }
}
