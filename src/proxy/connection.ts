import { randomInt } from "node:crypto";
import type { Socket } from "node:net";
import type { Clock } from "../values/clock/clock.ts";
import {
  type AppliedByteToxic,
  type AppliedMessageToxic,
  type AppliedToxic,
  actsOnBytes,
  actsOnMessages,
} from "./applied-toxic.ts";
import { randomFor } from "./draw.ts";
import type { EdgeRecorder } from "./edge-recorder.ts";
import { Entrance } from "./entrance.ts";
import { Link, type LinkOptions, type Traffic } from "./link.ts";
import type { MessageLayer } from "./messages/message-layer.ts";
import { Observer } from "./observer.ts";
import type { Protocol } from "./protocols/protocol.ts";
import { reset } from "./reset.ts";
import { reasonOfUpstream } from "./tls/reasons.ts";
import type { Closing, Direction, Ending } from "./toxics/toxic.ts";

/** A connection that its upstream resets this soon, unused, was refused in all but name. */
const AT_ONCE_MS = 1000;

/** As many as leave numbers of 15 digits. */
const STAND_INS = 2 ** 47;

/** Things that a connection takes from its proxy. */
export interface ConnectionOptions {
  readonly clock: Clock;
  readonly seed: number;
  readonly proxyName: string;
  /** Counts the proxy's connections from 1: part of what a seed repeats. */
  readonly number: number;
  /** Begins the connection to the upstream, half of which may stay open. */
  readonly dial: () => Socket;
  /** Protocol that it speaks, where that is said; false for bytes in which nothing is looked for. */
  readonly protocol: Protocol | false | undefined;
  readonly recorder: EdgeRecorder;
  readonly traffic: Readonly<Record<Direction, Traffic>>;
  readonly toxicsOf: (direction: Direction) => readonly AppliedByteToxic[];
  readonly messageToxics: () => readonly AppliedMessageToxic[];
  readonly onClosed: (connection: Connection) => void;
}

/** One caller's connection and the one to the upstream that was dialled for it. */
export class Connection {
  readonly #options: ConnectionOptions;
  readonly #client: Socket;
  readonly #upstream: Socket;
  readonly #observer: Observer;
  readonly #links: Readonly<Record<Direction, Link>>;
  /** There until what comes can be told. */
  #entrance: Entrance | undefined;
  /** There while toxics on messages have something to do, and all the time where a protocol's calls are seen only so. */
  #layer: MessageLayer | undefined;
  #openSockets = 2;

  constructor(client: Socket, options: ConnectionOptions) {
    this.#options = options;
    this.#client = client;
    this.#upstream = options.dial();
    this.#observer = new Observer(options.recorder, options.protocol, () => this.#protocolTold());
    // A caller that closes its side has stopped waiting: Node's own HTTP server takes it so, too. Said before a toxic
    // hears of it, which may end the connection.
    client.on("end", () => this.#observer.abandoned());
    this.#links = this.#makeLinks();
    this.#watch(options.clock.nowMs());
    this.#observer.begin();
    if (options.protocol !== false && !this.#observer.isTold) this.#entrance = this.#makeEntrance();
    if (options.messageToxics().length > 0) this.#refreshMessages();
    this.#place();
  }

  /** The proxy's toxics have changed. */
  refresh(): void {
    this.#refreshLink("upstream");
    this.#refreshLink("downstream");
    this.#refreshMessages();
  }

  /** The attributes or the toxicity of a toxic have changed. */
  changed(toxic: AppliedToxic): void {
    if (actsOnMessages(toxic)) {
      this.#refreshMessages();
      this.#layer?.changed(toxic);
    } else if (actsOnBytes(toxic)) {
      this.#refreshLink(toxic.direction);
      this.#links[toxic.direction].changed(toxic);
    }
  }

  /** The proxy goes away: both sides are closed at once. */
  destroy(): void {
    this.#observer.close("proxy closed");
    this.#stopLinks();
    this.#client.destroy();
    this.#upstream.destroy();
  }

  #refreshLink(direction: Direction): void {
    this.#links[direction].refresh(this.#options.toxicsOf(direction));
  }

  #refreshMessages(): void {
    const toxics = this.#appliedMessageToxics();
    const { messages } = this.#observer;
    if (this.#layer === undefined && toxics.some(({ type }) => type.on === messages)) this.#join();
    const layer = this.#layer;
    layer?.refresh(toxics.filter(({ type }) => type.on === layer.on));
    this.#entrance?.look();
  }

  #appliedMessageToxics(): readonly AppliedMessageToxic[] {
    return this.#options.messageToxics().filter((toxic) => this.#drawFor(toxic).applies);
  }

  /** Makes room for the layer of what it speaks, where it was taken for HTTP/1 as nothing was known. */
  #protocolTold(): void {
    const { needsLayer, messages } = this.#observer;
    if (this.#layer !== undefined && (needsLayer || this.#layer.on !== messages)) this.#layer.refresh([]);
    if (needsLayer && this.#entrance === undefined) this.#observer.lose();
    else if (needsLayer) this.#join();
    // Where the first bytes have gone on already, queries are those behind them: once all that came now has passed.
    if (this.#entrance === undefined && messages === "queries") queueMicrotask(() => this.#refreshMessages());
    else this.#refreshMessages();
  }

  /** Takes part in what is said on the connection from here on; not where no messages are said on it. */
  #join(): void {
    const { upstream, downstream } = this.#links;
    this.#layer = this.#observer.join({
      clock: this.#options.clock,
      seed: this.#options.seed,
      standInsFrom: randomInt(STAND_INS),
      toCallee: upstream.first,
      toCaller: downstream,
      isCallerFull: () => this.#client.writableNeedDrain,
      holdRequests: (by, full) => upstream.holdBack(by, full),
      holdAnswers: (by, full) => downstream.holdBack(by, full),
      broken: (reason) => this.#end(reason, "fin"),
      idle: () => {
        this.#layer = undefined;
        this.#place();
      },
    });
    this.#place();
  }

  #makeEntrance(): Entrance {
    return new Entrance({
      clock: this.#options.clock,
      isTold: () => this.#observer.isTold,
      holdsAll: () => this.#appliedMessageToxics().some(({ type }) => type.on === "queries"),
      toCallee: () => this.#layer?.fromCaller ?? this.#links.upstream.first,
      toCaller: () => this.#layer?.fromCallee ?? this.#links.downstream,
      left: () => {
        this.#entrance = undefined;
        this.#place();
      },
    });
  }

  /** Puts the entrance, and the layer behind it, on both ways. */
  #place(): void {
    this.#links.upstream.putBefore((this.#entrance ?? this.#layer)?.fromCaller);
    this.#links.downstream.putBehind((this.#entrance ?? this.#layer)?.fromCallee);
  }

  #makeLinks(): Readonly<Record<Direction, Link>> {
    const { clock, traffic, toxicsOf } = this.#options;
    const client = this.#client;
    const upstream = this.#upstream;
    const drawFor = (toxic: AppliedToxic) => this.#drawFor(toxic);
    const toUpstream: LinkOptions = {
      clock,
      source: client,
      target: upstream,
      traffic: traffic.upstream,
      drawFor,
      onSource: (chunk) => this.#observer.request(chunk),
      onEnd: (ending) => this.#closeIfCut(ending),
    };
    const toCaller: LinkOptions = {
      clock,
      source: upstream,
      target: client,
      traffic: traffic.downstream,
      drawFor,
      onTarget: (chunk) => this.#observer.answer(chunk),
      onEnd: (ending) => {
        this.#closeIfCut(ending);
        this.#observer.answersEnded(ending.how);
      },
    };
    return {
      upstream: new Link(toUpstream, toxicsOf("upstream")),
      downstream: new Link(toCaller, toxicsOf("downstream")),
    };
  }

  #drawFor(toxic: AppliedToxic) {
    const { seed, proxyName, number } = this.#options;
    const random = randomFor(seed, proxyName, number, toxic.direction, toxic.name);
    return { applies: random() < toxic.toxicity, random };
  }

  /** A toxic closes both sides; what was handed to a socket still goes out, unless it is reset. */
  #closeIfCut({ how, cutBy }: Ending): void {
    if (cutBy !== undefined) this.#end(`toxic ${cutBy}`, how);
  }

  #end(reason: string, how: Closing): void {
    this.#observer.close(reason);
    this.#stopLinks();
    for (const socket of [this.#client, this.#upstream]) {
      if (how === "reset") reset(socket);
      else socket.destroySoon();
    }
  }

  #watch(acceptedMs: number): void {
    const client = this.#client;
    const upstream = this.#upstream;
    let isConnected = !upstream.connecting;
    upstream.once("connect", () => {
      isConnected = true;
    });
    upstream.on("error", (error: NodeJS.ErrnoException) => {
      const { code = "" } = error;
      // Of an error of TLS alone Node leaves the socket open.
      upstream.destroy();
      // TLS 1.3: that the callee wants another certificate is heard of when the handshake is over.
      if (code.startsWith("ERR_SSL_") && upstream.bytesRead === 0)
        this.#observer.refused(acceptedMs, reasonOfUpstream(error));
      // A reset right after the handshake may be all that is heard of a connection that was there.
      if (isConnected || code === "ECONNRESET") {
        this.#upstreamFailed(acceptedMs);
      } else {
        this.#observer.refused(acceptedMs, code === "ECONNREFUSED" ? "upstream refused" : "upstream unreachable");
        client.destroySoon();
      }
    });
    client.on("error", () => {
      client.destroy();
      this.#observer.abandoned();
      this.#links.upstream.sourceFailed();
    });
    client.on("drain", () => this.#layer?.callerDrained());
    client.on("close", () => this.#socketClosed());
    upstream.on("close", () => this.#socketClosed());
  }

  /** Callers that are reset at once have no time to send what would be counted: the connection is one failed call then. */
  #upstreamFailed(acceptedMs: number): void {
    const { clock } = this.#options;
    const isAtOnce = clock.nowMs() - acceptedMs < AT_ONCE_MS;
    const isUnused = this.#client.bytesRead === 0 && this.#upstream.bytesRead === 0;
    if (isAtOnce && isUnused) this.#observer.refused(acceptedMs, "upstream reset");
    this.#links.downstream.sourceFailed();
  }

  #socketClosed(): void {
    this.#openSockets--;
    if (this.#openSockets > 0) return;
    this.#observer.close("upstream closed");
    this.#stopLinks();
    this.#options.onClosed(this);
  }

  #stopLinks(): void {
    this.#entrance?.stop();
    this.#layer?.stop();
    this.#links.upstream.stop();
    this.#links.downstream.stop();
  }
}
