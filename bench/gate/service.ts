import { once } from "node:events";
import { createServer, type Server } from "node:http";
import type { AddressInfo } from "node:net";
import type { Random } from "../../src/values/random/random.ts";
import { normal } from "../verdict/noise.ts";

/** Times of answers: log-normal, of this median, with a p95 of twice as much. */
export const MEDIAN_MS = 60;
export const WIDTH = 0.42;
/** From here on a request is one of the slowest tenth, in standard deviations. */
const SLOWEST_TENTH = 1.2816;
/** Share of requests that fail anyway. */
export const FAILING = 0.01;

/** The difference that a change of the service makes. */
export interface Change {
  readonly name: string;
  /** All answers take so many times as long. */
  readonly all?: number;
  /** The slowest tenth of the answers take so many times as long. */
  readonly slowest?: number;
  /** Share of requests that fail on top. */
  readonly failing?: number;
}

export const UNCHANGED: Change = { name: "unchanged" };

/** A service with answers of random length, in this process. It can be changed at any time. */
export class Service {
  change = UNCHANGED;
  readonly url: string;
  readonly #server: Server;

  private constructor(server: Server) {
    this.#server = server;
    this.url = `http://127.0.0.1:${(server.address() as AddressInfo).port}/`;
  }

  /** @param changeOf the change for a request, by its `traceparent`; that of the service where none is given */
  static async start(random: Random, changeOf?: (traceparent: string) => Change): Promise<Service> {
    const server = createServer();
    server.listen(0, "127.0.0.1");
    await once(server, "listening");
    const service = new Service(server);
    server.on("request", ({ headers }, response) => {
      const { all = 1, slowest = 1, failing = 0 } = changeOf?.(String(headers.traceparent)) ?? service.change;
      const draw = normal(random);
      const ms = MEDIAN_MS * Math.exp(WIDTH * draw) * all * (draw > SLOWEST_TENTH ? slowest : 1);
      if (random() < FAILING + failing) response.statusCode = 500;
      setTimeout(() => response.end("ok"), ms);
    });
    return service;
  }

  stop(): void {
    this.#server.close();
    this.#server.closeAllConnections();
  }
}
