import { connect, type Socket } from "node:net";
import type { Clock } from "../clock/clock.ts";
import type { AppliedToxic } from "./applied-toxic.ts";
import { randomFor } from "./draw.ts";
import type { EdgeRecorder } from "./edge-recorder.ts";
import { Link, type Traffic } from "./link.ts";
import { Observer } from "./observer.ts";
import type { Closing, Direction } from "./toxics/toxic.ts";

/** What a connection takes from its proxy. */
export interface ConnectionOptions {
  readonly clock: Clock;
  readonly seed: number;
  readonly proxyName: string;
  /** Counts the proxy's connections from 1: part of what a seed repeats. */
  readonly number: number;
  readonly upstream: { readonly host: string; readonly port: number };
  readonly recorder: EdgeRecorder;
  readonly traffic: Readonly<Record<Direction, Traffic>>;
  readonly toxicsOf: (direction: Direction) => readonly AppliedToxic[];
  readonly onClosed: (connection: Connection) => void;
}

/** One caller's connection and the one to the upstream that was dialled for it. */
export class Connection {
  readonly #options: ConnectionOptions;
  readonly #client: Socket;
  readonly #upstream: Socket;
  readonly #observer: Observer;
  readonly #links: Readonly<Record<Direction, Link>>;
  #openSockets = 2;

  constructor(client: Socket, options: ConnectionOptions) {
    this.#options = options;
    this.#client = client;
    this.#upstream = connect({ ...options.upstream, noDelay: true, allowHalfOpen: true });
    this.#observer = new Observer(options.recorder);
    this.#links = { upstream: this.#link("upstream"), downstream: this.#link("downstream") };
    this.#watch(options.clock.nowMs());
  }

  /** The toxics of a direction have changed. */
  refresh(direction: Direction): void {
    this.#links[direction].refresh(this.#options.toxicsOf(direction));
  }

  /** The attributes or the toxicity of a toxic have changed. */
  changed(toxic: AppliedToxic): void {
    this.refresh(toxic.direction);
    this.#links[toxic.direction].changed(toxic);
  }

  /** The proxy goes away: both sides are closed at once. */
  destroy(): void {
    this.#observer.close("proxy closed");
    this.#stopLinks();
    this.#client.destroy();
    this.#upstream.destroy();
  }

  #link(direction: Direction): Link {
    const { clock, traffic, toxicsOf } = this.#options;
    const isUpstream = direction === "upstream";
    return new Link(
      {
        clock,
        source: isUpstream ? this.#client : this.#upstream,
        target: isUpstream ? this.#upstream : this.#client,
        traffic: traffic[direction],
        drawFor: (toxic) => this.#drawFor(toxic),
        onSource: (chunk) => isUpstream && this.#observer.request(chunk),
        onTarget: (chunk) => isUpstream || this.#observer.answer(chunk),
        onEnd: (closing) =>
          isUpstream || this.#observer.answersEnded(closing === "reset" ? "upstream reset" : undefined),
        onCut: (closing, by) => this.#cut(closing, by),
      },
      toxicsOf(direction),
    );
  }

  #drawFor(toxic: AppliedToxic) {
    const { seed, proxyName, number } = this.#options;
    const random = randomFor(seed, proxyName, number, toxic.direction, toxic.name);
    return { applies: random() < toxic.toxicity, random };
  }

  #cut(closing: Closing, by: AppliedToxic): void {
    this.#observer.close(`toxic ${by.type.type}`);
    this.#stopLinks();
    for (const socket of [this.#client, this.#upstream]) {
      if (closing === "reset") socket.resetAndDestroy();
      else socket.destroySoon();
    }
  }

  #watch(acceptedMs: number): void {
    const client = this.#client;
    const upstream = this.#upstream;
    let isConnected = false;
    upstream.once("connect", () => {
      isConnected = true;
    });
    upstream.on("error", (error: NodeJS.ErrnoException) => {
      if (isConnected) {
        this.#links.downstream.sourceFailed();
      } else {
        this.#observer.refused(acceptedMs, error.code === "ECONNREFUSED" ? "upstream refused" : "upstream unreachable");
        client.destroySoon();
      }
    });
    // A caller that closes its side has stopped waiting: Node's own HTTP server takes it so, too.
    client.on("end", () => this.#observer.close("abandoned"));
    client.on("error", () => {
      this.#observer.close("abandoned");
      this.#links.upstream.sourceFailed();
    });
    client.on("close", () => this.#socketClosed());
    upstream.on("close", () => this.#socketClosed());
  }

  #socketClosed(): void {
    this.#openSockets--;
    if (this.#openSockets > 0) return;
    this.#observer.close("upstream closed");
    this.#stopLinks();
    this.#options.onClosed(this);
  }

  #stopLinks(): void {
    this.#links.upstream.stop();
    this.#links.downstream.stop();
  }
}
