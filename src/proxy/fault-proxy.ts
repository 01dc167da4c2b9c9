import { connect, createServer, type Server, type Socket } from "node:net";
import { isDeepStrictEqual } from "node:util";
import type { Clock } from "../values/clock/clock.ts";
import type { EdgeProtocol } from "../values/edge-protocol.ts";
import { dialAddress, formatAddress, listen, resolveAddress } from "./address.ts";
import { badRequestBody, toxicNotFound } from "./api-error.ts";
import {
  type AppliedByteToxic,
  type AppliedHandshakeToxic,
  type AppliedMessageToxic,
  type AppliedToxic,
  actsOnBytes,
  actsOnHandshakes,
  actsOnMessages,
  actsOnRequests,
} from "./applied-toxic.ts";
import { Connection } from "./connection.ts";
import { randomFor } from "./draw.ts";
import { type EdgeReading, EdgeRecorder } from "./edge-recorder.ts";
import type { Traffic } from "./link.ts";
import { countsOf } from "./messages/call-counts.ts";
import { saidProtocols } from "./protocols/list.ts";
import type { HandshakeAttributes } from "./tls/handshake-toxic.ts";
import { type HandshakeFault, Opening, type OpeningOptions } from "./tls/opening.ts";
import type { TlsSettings } from "./tls/settings.ts";
import { certificateOf, TlsTerminator } from "./tls/terminator.ts";
import { togetherWith } from "./together.ts";
import type { Direction } from "./toxics/toxic.ts";

/** Settings that a proxy is given by its client. */
export interface ProxySettings {
  readonly name: string;
  readonly listen: string;
  /** An address, or several with commas between them: each connection goes to the next one. */
  readonly upstream: string;
  /** The edge that it is part of, as its client calls it; "" where it doesn't say. */
  readonly edge: string;
  /** Protocol that its connections speak; "" where that is found from their first bytes, as where nothing is said. */
  readonly protocol?: EdgeProtocol | "" | undefined;
  /** None where TLS passes untouched. */
  readonly tls?: TlsSettings | undefined;
}

/** Things that a proxy takes from its server. */
export interface FaultProxyOptions {
  readonly clock: Clock;
  readonly seed: number;
  /** The toxics of all proxies that count together with one, by what `togetherWith` says of it. */
  readonly toxicsWith: (together: string) => readonly AppliedToxic[];
}

/** A listener that carries every connection to its upstream, through the toxics it has now. */
export class FaultProxy {
  readonly name: string;
  readonly edge: string;
  readonly together: string;
  readonly traffic: Readonly<Record<Direction, Traffic>> = {
    upstream: { receivedBytes: 0, sentBytes: 0 },
    downstream: { receivedBytes: 0, sentBytes: 0 },
  };
  readonly #clock: Clock;
  readonly #seed: number;
  readonly #recorder: EdgeRecorder;
  #terminator: TlsTerminator | undefined;
  readonly #connections = new Set<Connection>();
  /** Callers whose TLS handshakes aren't over. */
  readonly #openings = new Set<Opening>();
  readonly #toxics: Record<Direction, readonly AppliedByteToxic[]> = { upstream: [], downstream: [] };
  readonly #toxicsWith: FaultProxyOptions["toxicsWith"];
  #messageToxics: readonly AppliedMessageToxic[] = [];
  #handshakeToxics: readonly AppliedHandshakeToxic[] = [];
  #listen: string;
  #upstream: string;
  #protocol: EdgeProtocol | "";
  #server: Server | undefined;
  #connectionCount = 0;

  constructor(settings: ProxySettings, options: FaultProxyOptions) {
    this.name = settings.name;
    this.edge = settings.edge;
    this.together = togetherWith(settings);
    this.#listen = settings.listen;
    this.#upstream = settings.upstream;
    this.#protocol = settings.protocol ?? "";
    this.#terminator = settings.tls && new TlsTerminator(settings.tls);
    this.#clock = options.clock;
    this.#seed = options.seed;
    this.#toxicsWith = options.toxicsWith;
    this.#recorder = new EdgeRecorder(options.clock);
  }

  /** As given, until it listens; then the address it really has. */
  get listen(): string {
    return this.#listen;
  }

  get upstream(): string {
    return this.#upstream;
  }

  get protocol(): EdgeProtocol | "" {
    return this.#protocol;
  }

  get tls(): TlsSettings | undefined {
    return this.#terminator?.settings;
  }

  get enabled(): boolean {
    return this.#server !== undefined;
  }

  /** Those on the way to the upstream first, those on messages and handshakes last, each in the order in which they act. */
  get toxics(): readonly AppliedToxic[] {
    return [...this.#toxics.upstream, ...this.#toxics.downstream, ...this.#messageToxics, ...this.#handshakeToxics];
  }

  /** Listens; does nothing when it does already. Rejects with an ApiError in Go's words. */
  async start(): Promise<void> {
    if (this.#server !== undefined) return;
    const server = createServer({ allowHalfOpen: true, noDelay: true }, (client) => this.#accept(client));
    this.#listen = formatAddress(await listen(server, this.#listen));
    this.#server = server;
  }

  /** Closes the listener and every connection. */
  async stop(): Promise<void> {
    const server = this.#server;
    if (server === undefined) return;
    this.#server = undefined;
    const closed = new Promise<void>((resolve) => server.close(() => resolve()));
    for (const connection of [...this.#openings, ...this.#connections]) connection.destroy();
    await closed;
  }

  /**
   * Tells whether these settings ask for another listener or upstream than it has. Rejects when `listen` makes no
   * sense.
   */
  async differsFrom(settings: Pick<ProxySettings, "listen" | "upstream" | "tls">): Promise<boolean> {
    const listenOn = formatAddress(await resolveAddress(settings.listen));
    if (settings.tls !== undefined && !isDeepStrictEqual(settings.tls, this.tls)) return true;
    return this.#upstream !== settings.upstream || this.#listen !== listenOn;
  }

  /** Changes what differs, with a restart but for the protocol, and switches on or off. Toxics stay. */
  async update(settings: Omit<ProxySettings, "name" | "edge"> & { readonly enabled: boolean }): Promise<void> {
    for (const toxic of this.#handshakeToxics) this.#assertCanShow(toxic.attributes, settings.tls);
    if (await this.differsFrom(settings)) {
      await this.stop();
      this.#listen = settings.listen;
      this.#upstream = settings.upstream;
      if (settings.tls !== undefined) this.#terminator = new TlsTerminator(settings.tls);
    }
    this.#protocol = settings.protocol ?? this.#protocol;
    if (settings.enabled) await this.start();
    else await this.stop();
  }

  /** Adds toxics, each of a name that no other has. */
  addToxics(toxics: readonly AppliedToxic[]): void {
    for (const toxic of toxics.filter(actsOnHandshakes)) this.#assertCanShow(toxic.attributes);
    for (const toxic of toxics) {
      if (actsOnHandshakes(toxic)) this.#handshakeToxics = [...this.#handshakeToxics, toxic];
      else if (actsOnMessages(toxic)) {
        this.#count(toxic);
        this.#messageToxics = [...this.#messageToxics, toxic];
      } else if (actsOnBytes(toxic)) {
        this.#toxics[toxic.direction] = [...this.#toxics[toxic.direction], toxic];
      }
    }
    this.#refreshConnections();
  }

  toxic(name: string): AppliedToxic {
    const toxic = this.toxics.find((candidate) => candidate.name === name);
    if (toxic === undefined) throw toxicNotFound();
    return toxic;
  }

  updateToxic(toxic: AppliedToxic, change: Pick<AppliedToxic, "toxicity" | "attributes">): void {
    const group = actsOnMessages(toxic) && toxic.attributes.group;
    if (actsOnHandshakes(toxic)) this.#assertCanShow(change.attributes as HandshakeAttributes);
    toxic.toxicity = change.toxicity;
    toxic.attributes = change.attributes;
    if (actsOnMessages(toxic) && toxic.attributes.group !== group) this.#count(toxic);
    for (const connection of this.#connections) connection.changed(toxic);
    for (const opening of this.#openings) opening.refresh();
  }

  removeToxic(toxic: AppliedToxic): void {
    this.#toxics[toxic.direction] = this.#toxics[toxic.direction].filter((other) => other !== toxic);
    this.#messageToxics = this.#messageToxics.filter((other) => other !== toxic);
    this.#handshakeToxics = this.#handshakeToxics.filter((other) => other !== toxic);
    this.#refreshConnections();
  }

  removeAllToxics(): void {
    this.#toxics.upstream = [];
    this.#toxics.downstream = [];
    this.#messageToxics = [];
    this.#handshakeToxics = [];
    this.#refreshConnections();
  }

  /** Reads the counts of what it has seen since it was created. */
  read(): EdgeReading {
    return {
      ...this.#recorder.read(),
      connections: { open: this.#openings.size + this.#connections.size, total: this.#connectionCount },
      bytes: { upstream: this.traffic.upstream.sentBytes, downstream: this.traffic.downstream.sentBytes },
      toxics: Object.fromEntries(this.toxics.map(({ name, actedCount }) => [name, actedCount])),
      ...this.#readArms(),
    };
  }

  #readArms(): Pick<EdgeReading, "arms"> {
    const ofArms = this.#messageToxics.filter(actsOnRequests).filter(({ attributes }) => attributes.arm !== null);
    if (ofArms.length === 0) return {};
    return { arms: Object.fromEntries(ofArms.map(({ name, inArms }) => [name, { ...inArms }])) };
  }

  #refreshConnections(): void {
    for (const connection of [...this.#openings, ...this.#connections]) connection.refresh();
  }

  /** @throws ApiError when a toxic would show a certificate that the proxy doesn't have */
  #assertCanShow({ mode }: HandshakeAttributes, tls = this.tls): void {
    const shown = certificateOf(mode);
    if (shown === "cert" || tls?.[shown] !== undefined) return;
    throw badRequestBody(`mode ${mode} needs a proxy that ends TLS, with tls.${shown}`);
  }

  #count(toxic: AppliedMessageToxic): void {
    const others = this.#toxicsWith(this.together)
      .filter((other) => other !== toxic)
      .filter(actsOnMessages);
    toxic.counts = countsOf(toxic.attributes.group, others);
  }

  #accept(client: Socket): void {
    this.#connectionCount++;
    const upstreams = this.#upstream.split(",");
    const upstream = dialAddress(upstreams[(this.#connectionCount - 1) % upstreams.length] ?? "");
    if (upstream === undefined) {
      this.#recorder.refuse(this.#clock.nowMs(), "upstream unreachable");
      client.on("error", () => client.destroy()).destroySoon();
      return;
    }
    const number = this.#connectionCount;
    const dial = () => connect({ ...upstream, noDelay: true, allowHalfOpen: true });
    if (this.#terminator === undefined && this.#handshakeFault(number) === undefined)
      this.#connect(client, number, dial);
    else this.#enter(client, number, { host: upstream.host, dial });
  }

  #connect(client: Socket, number: number, dial: () => Socket): void {
    const connection = new Connection(client, {
      clock: this.#clock,
      seed: this.#seed,
      proxyName: this.name,
      number,
      dial,
      protocol: this.#protocol === "" ? undefined : saidProtocols[this.#protocol],
      recorder: this.#recorder,
      traffic: this.traffic,
      toxicsOf: (direction) => this.#toxics[direction],
      messageToxics: () => this.#messageToxics,
      onClosed: (closed) => this.#connections.delete(closed),
    });
    this.#connections.add(connection);
  }

  #enter(client: Socket, number: number, upstream: Pick<OpeningOptions, "host" | "dial">): void {
    const opening = new Opening(client, {
      ...upstream,
      clock: this.#clock,
      recorder: this.#recorder,
      terminator: this.#terminator,
      fault: () => this.#handshakeFault(number),
      through: (ownClient, dial) => {
        this.#openings.delete(opening);
        this.#connect(ownClient, number, dial);
      },
      onClosed: () => this.#openings.delete(opening),
    });
    this.#openings.add(opening);
  }

  /** The first of those that apply to the connection. */
  #handshakeFault(number: number): HandshakeFault | undefined {
    const toxic = this.#handshakeToxics.find(({ direction, name, toxicity }) => {
      return randomFor(this.#seed, this.name, number, direction, name)() < toxicity;
    });
    return toxic && { mode: toxic.attributes.mode, acted: () => toxic.actedCount++ };
  }
}
