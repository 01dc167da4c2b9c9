import { once } from "node:events";
import type { IncomingMessage, ServerResponse } from "node:http";
import { Agent, createServer, type RequestOptions, request, type Server } from "node:https";
import type { AddressInfo } from "node:net";
import { join } from "node:path";
import { type Duplex, pipeline } from "node:stream";
import type { TestContext } from "node:test";
import { setTimeout as delay } from "node:timers/promises";
import { temporaryFolder } from "../temporary-folder.ts";
import { type ApiFault, type FaultRule, sendExpiredWatch, sendRefusal } from "./api-fault.ts";
import { type ApiRequest, readApiRequest } from "./api-request.ts";
import { readServer, type ServerAddress, writeForServer } from "./kubeconfig-file.ts";
import { type Certificate, ownCertificate } from "./own-certificate.ts";

interface ActiveRule {
  readonly rule: FaultRule;
  left: number;
}

/**
 * Stands between a client and an API server, and makes the answers bad: chaos on the chaos tool. Clients come to it by
 * the kubeconfig at `kubeconfigPath`, with the credentials that they have on the server itself.
 */
export class ApiFaultProxy {
  readonly kubeconfigPath: string;
  /** All requests since the beginning, those that were refused, too. */
  readonly requests: ApiRequest[] = [];
  /** Time that the API server's clock is ahead, as its Date header tells. */
  clockAheadMs = 0;
  readonly #upstream: ServerAddress;
  readonly #agent: Agent;
  readonly #server: Server;
  readonly #connections = new Set<Duplex>();
  readonly #rules: ActiveRule[] = [];
  #breaksLeft = 0;
  #port = 0;

  private constructor(kubeconfigPath: string, upstream: ServerAddress, { key, certificate }: Certificate) {
    this.kubeconfigPath = kubeconfigPath;
    this.#upstream = upstream;
    this.#agent = new Agent({ ca: upstream.ca, keepAlive: true });
    this.#server = createServer({ key, cert: certificate }, (incoming, response) => {
      this.#handle(incoming, response).catch((error: Error) => incoming.socket.destroy(error));
    });
    this.#server.on("upgrade", (incoming, socket, head) => this.#join(incoming, socket, head));
    this.#server.on("connection", (socket: Duplex) => {
      this.#connections.add(socket);
      socket.once("close", () => this.#connections.delete(socket));
      // A client that hangs up is no error of ours.
      socket.on("error", () => socket.destroy());
    });
  }

  /** Starts one before the API server of a kubeconfig; it ends after the test. */
  static async start(context: TestContext, kubeconfigPath: string): Promise<ApiFaultProxy> {
    const folder = await temporaryFolder(context);
    const certificate = await ownCertificate(folder);
    const own = join(folder, "kubeconfig");
    const proxy = new ApiFaultProxy(own, await readServer(kubeconfigPath), certificate);
    context.after(() => proxy.#stop());
    await proxy.comeBack();
    await writeForServer(kubeconfigPath, own, `https://127.0.0.1:${proxy.#port}`, certificate.path);
    return proxy;
  }

  /** Breaks all connections, watches too, and refuses new ones until comeBack. */
  async goAway(): Promise<void> {
    const closed = once(this.#server, "close");
    this.#server.close();
    this.breakConnections();
    await closed;
  }

  /** Is there again, at the same port. */
  async comeBack(): Promise<void> {
    this.#server.listen(this.#port, "127.0.0.1");
    await once(this.#server, "listening");
    this.#port = (this.#server.address() as AddressInfo).port;
  }

  /** Breaks all connections, watches too; new ones are welcome. */
  breakConnections(): void {
    for (const connection of this.#connections) connection.destroy();
  }

  /** Breaks a forwarded connection as soon as its client sends something on it, which so is never answered; this often. */
  breakForwardsInUse(times: number): void {
    this.#breaksLeft = times;
  }

  /** The first rule that matches a request decides. Returns what takes the rule away. */
  add(rule: FaultRule): () => void {
    const active: ActiveRule = { rule, left: rule.times ?? Number.POSITIVE_INFINITY };
    this.#rules.push(active);
    return () => {
      active.left = 0;
    };
  }

  count(matches: (request: ApiRequest) => boolean): number {
    return this.requests.filter(matches).length;
  }

  #faultFor(asked: ApiRequest): ApiFault | undefined {
    this.requests.push(asked);
    const active = this.#rules.find(({ rule, left }) => left > 0 && rule.when(asked));
    if (active) active.left -= 1;
    return active?.rule.fault;
  }

  async #handle(incoming: IncomingMessage, response: ServerResponse): Promise<void> {
    const fault = this.#faultFor(readApiRequest(incoming.method ?? "GET", incoming.url ?? "/"));
    switch (fault?.do) {
      case "refuse":
        return sendRefusal(response, fault);
      case "expire-watch":
        return sendExpiredWatch(response);
      case "delay":
        await delay(fault.delayMs);
    }
    const forwarded = request(this.#forward(incoming), (answer) => {
      if (fault?.do === "lose-answer") return void answer.resume().once("close", () => incoming.socket.destroy());
      response.writeHead(answer.statusCode ?? 502, this.#skewed(answer.headers));
      response.flushHeaders();
      pipeline(answer, response, () => forwarded.destroy());
    });
    // Whichever side breaks, breaks the other.
    forwarded.on("error", () => incoming.socket.destroy());
    response.once("close", () => forwarded.destroy());
    incoming.pipe(forwarded);
  }

  /** A connection that becomes something else than HTTP: exec, port-forward. */
  #join(incoming: IncomingMessage, socket: Duplex, head: Buffer): void {
    const fault = this.#faultFor(readApiRequest(incoming.method ?? "GET", incoming.url ?? "/"));
    if (fault) return void socket.destroy();
    const forwarded = request({ ...this.#forward(incoming), agent: false, ca: this.#upstream.ca });
    forwarded.on("error", () => socket.destroy());
    forwarded.once("response", (answer) => {
      if (socket.destroyed) return void answer.destroy();
      socket.write(rawHead(answer));
      pipeline(answer, socket, () => socket.destroy());
    });
    forwarded.once("upgrade", (answer, upstream, upstreamHead) => {
      if (socket.destroyed) return void upstream.destroy();
      socket.write(rawHead(answer));
      socket.write(upstreamHead);
      upstream.write(head);
      socket.on("data", () => {
        if (this.#breaksLeft-- > 0) socket.destroy();
      });
      pipeline(socket, upstream, socket, () => {
        socket.destroy();
        upstream.destroy();
      });
    });
    forwarded.end();
  }

  #forward({ method, url, headers }: IncomingMessage): RequestOptions {
    const { hostname, port, host } = this.#upstream.url;
    return { hostname, port, method, path: url, headers: { ...headers, host }, agent: this.#agent };
  }

  #skewed(headers: IncomingMessage["headers"]): IncomingMessage["headers"] {
    if (!headers.date) return headers;
    return { ...headers, date: new Date(Date.parse(headers.date) + this.clockAheadMs).toUTCString() };
  }

  async #stop(): Promise<void> {
    if (this.#server.listening) await this.goAway();
    this.#agent.destroy();
  }
}

function rawHead({ statusCode, statusMessage, rawHeaders }: IncomingMessage): string {
  const lines = [`HTTP/1.1 ${statusCode} ${statusMessage}`];
  for (let index = 0; index < rawHeaders.length; index += 2) {
    lines.push(`${rawHeaders[index]}: ${rawHeaders[index + 1]}`);
  }
  return `${lines.join("\r\n")}\r\n\r\n`;
}
