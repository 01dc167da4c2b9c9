import { type ConnectionOptions, connect, type TLSSocket, type TlsOptions } from "node:tls";
import { Authority } from "../../src/proxy/certificates/authority.ts";
import type { TlsSettings } from "../../src/proxy/tls/settings.ts";
import { systemClock } from "../../src/values/clock/system-clock.ts";
import { SERVER_NAME, startTlsServer, type TlsServer } from "../support/tls-server.ts";
import { ask } from "../support/toxiproxy-http.ts";
import { type ProxyUnderTest, withProxy } from "./proxy-under-test.ts";

/** Whom callers of these edges trust. */
export const authority: Authority = new Authority(systemClock);
/** The certificates of the proxies. */
export const shown = authority.issue(["proxy.example", "127.0.0.1"]);

/** An edge whose proxy ends TLS, before a callee that speaks it. */
export interface Edge extends ProxyUnderTest {
  readonly server: TlsServer;
  readonly address: { readonly host: string; readonly port: number };
  call(options?: ConnectionOptions): TLSSocket;
  addToxic(type: string, attributes: object): Promise<unknown>;
  whenClosed(): ReturnType<ProxyUnderTest["edge"]>;
}

export interface Setting {
  readonly serve?: (socket: TLSSocket) => void;
  readonly callee?: TlsOptions;
  /** null where TLS passes untouched. */
  readonly tls?: Partial<TlsSettings> | null;
}

export function withEdge({ serve, callee, tls }: Setting, run: (edge: Edge) => Promise<void>): Promise<void> {
  return withProxy(async (proxy) => {
    const server = await startTlsServer(callee, serve);
    const sockets: TLSSocket[] = [];
    const settings = {
      cert: shown.cert,
      key: shown.key,
      expired_cert: shown.expired,
      wrong_name_cert: shown.wrongName,
      ca: server.ca,
      server_name: SERVER_NAME,
      ...tls,
    };
    try {
      await ask(proxy.apiUrl, "DELETE /proxies/p");
      const listens = {
        name: "p",
        listen: "127.0.0.1:0",
        upstream: server.address,
        ...(tls !== null && { tls: settings }),
      };
      const { listen } = await ask<{ listen: string }>(proxy.apiUrl, "POST /proxies", listens);
      const [host = "", port] = listen.split(":");
      const address = { host, port: Number(port) };
      await run({
        ...proxy,
        server,
        address,
        call: (options = {}) => {
          const socket = connect({ ...address, ca: tls === null ? server.ca : authority.certificate, ...options });
          sockets.push(socket);
          return socket;
        },
        addToxic: (type, attributes) => ask(proxy.apiUrl, "POST /proxies/p/toxics", { type, attributes }),
        whenClosed: () => proxy.edgeWhen(({ connections }) => connections.total > 0 && connections.open === 0),
      });
    } finally {
      for (const socket of sockets) socket.destroy();
      await server.close();
    }
  });
}
