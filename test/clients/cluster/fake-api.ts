import { once } from "node:events";
import { writeFileSync } from "node:fs";
import { createServer, type IncomingMessage, type Server, type ServerResponse } from "node:http";
import type { AddressInfo, Socket } from "node:net";
import { join } from "node:path";
import type { TestContext } from "node:test";
import type { Cluster } from "../../../src/clients/cluster/cluster.ts";
import { openCluster } from "../../../src/clients/cluster/open-cluster.ts";
import type { Clock } from "../../../src/values/clock/clock.ts";
import { systemClock } from "../../../src/values/clock/system-clock.ts";
import { temporaryFolder } from "../../support/temporary-folder.ts";

export interface Asked {
  readonly method: string;
  readonly url: URL;
  readonly headers: IncomingMessage["headers"];
  readonly body: string;
}

/** Answers one request; may leave it open. */
export type Answer = (asked: Asked, response: ServerResponse) => void;

/** Stands for an API server where a test wants an answer that a real one gives seldom. Knows Pods alone. */
export class FakeApi {
  readonly asked: Asked[] = [];
  /** For everything but discovery. */
  answer: Answer = json(404, { kind: "Status", code: 404, reason: "NotFound", message: "nothing here" });
  readonly #server: Server;
  readonly #sockets = new Set<Socket>();
  #port = 0;
  #heard: () => void = () => undefined;

  constructor() {
    this.#server = createServer(async (request, response) => {
      const body = (await request.toArray()).join("");
      const url = new URL(request.url ?? "", "http://api");
      if (url.pathname === "/api/v1") return podsAlone({ method: "GET", url, headers: {}, body }, response);
      this.asked.push({ method: request.method ?? "", url, headers: request.headers, body });
      this.#heard();
      this.answer(this.asked.at(-1) as Asked, response);
    });
    this.#server.on("connection", (socket) => {
      this.#sockets.add(socket);
      socket.once("close", () => this.#sockets.delete(socket));
    });
  }

  get url(): string {
    return `http://127.0.0.1:${this.#port}`;
  }

  async start(): Promise<void> {
    this.#server.listen(this.#port, "127.0.0.1");
    await once(this.#server, "listening");
    this.#port = (this.#server.address() as AddressInfo).port;
  }

  /** Cuts every connection and takes no new ones; start() again takes them on the same port. */
  async stop(): Promise<void> {
    if (!this.#server.listening) return;
    const closed = once(this.#server, "close");
    this.#server.close();
    this.cut();
    await closed;
  }

  cut(): void {
    for (const socket of this.#sockets) socket.destroy();
  }

  /** Resolves when so many requests have come. */
  async untilAsked(times: number): Promise<void> {
    while (this.asked.length < times) {
      await new Promise<void>((resolve) => {
        this.#heard = resolve;
      });
    }
  }
}

const podsAlone: Answer = (asked, response) =>
  json(200, {
    resources: [
      { name: "pods", kind: "Pod", namespaced: true },
      { name: "pods/log", kind: "Pod", namespaced: true },
    ],
  })(asked, response);

export function json(status: number, body: object, headers: Readonly<Record<string, string>> = {}): Answer {
  return (_, response) => {
    response.writeHead(status, { "content-type": "application/json", ...headers }).end(JSON.stringify(body));
  };
}

/** One answer after the other; the last goes on. */
export function inTurn(...answers: readonly Answer[]): Answer {
  let turn = 0;
  return (asked, response) => answers[Math.min(turn++, answers.length - 1)]?.(asked, response);
}

export async function startFakeApi(context: TestContext): Promise<FakeApi> {
  const api = new FakeApi();
  await api.start();
  context.after(() => api.stop());
  return api;
}

/** A cluster of context `fake`, reached with the token `first` unless another user is given. */
export async function openFake(
  context: TestContext,
  api: FakeApi,
  { clock = systemClock, user = { token: "first" } }: { readonly clock?: Clock; readonly user?: object } = {},
) {
  const kubeconfig = join(await temporaryFolder(context), "config");
  const write = (as: object) => writeFileSync(kubeconfig, JSON.stringify(configOf(api.url, as)));
  write(user);
  const cluster: Cluster = await openCluster({ kubeconfig: [kubeconfig] }, { clock, random: () => 0.5 });
  return { cluster, renewTo: (token: string) => write({ token }) };
}

function configOf(server: string, user: object): object {
  return {
    "current-context": "fake",
    clusters: [{ name: "c", cluster: { server } }],
    users: [{ name: "u", user }],
    contexts: [{ name: "fake", context: { cluster: "c", user: "u", namespace: "shop" } }],
  };
}
