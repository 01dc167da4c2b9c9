import assert from "node:assert/strict";
import { toxicTypes } from "../../../src/faults/toxiproxy/list.ts";
import type { AppliedMessageToxic } from "../../../src/proxy/applied-toxic.ts";
import { decodeToxics } from "../../../src/proxy/bodies.ts";
import { EdgeRecorder } from "../../../src/proxy/edge-recorder.ts";
import type { MessageLayer } from "../../../src/proxy/messages/message-layer.ts";
import type { Protocol } from "../../../src/proxy/protocols/protocol.ts";
import { FakeClock } from "../../support/fake-clock.ts";

interface Toxic {
  readonly type: string;
  readonly name?: string;
  readonly attributes: object;
}

/** Bytes of a connection to a database, without sockets: first past a watcher alone, then through toxics on queries, too. */
export class QueryWire {
  toServer = "";
  toCaller = "";
  ends = "";
  /** True while the caller is asked to stop. */
  isCallerHeldBack = false;
  /** True once no toxic has anything more to do. */
  isIdle = false;
  toxics: readonly AppliedMessageToxic[] = [];
  readonly clock = new FakeClock();
  readonly #watcher: ReturnType<Protocol["watch"]>;
  #layer: MessageLayer | undefined;

  constructor(protocol: Protocol, toxics?: readonly Toxic[]) {
    this.#watcher = protocol.watch(new EdgeRecorder(this.clock), 0);
    if (toxics !== undefined) this.join(toxics);
  }

  /** The toxics come. */
  join(toxics: readonly Toxic[]): void {
    const sent = Buffer.from(JSON.stringify(toxics.map((toxic, index) => ({ name: `toxic ${index}`, ...toxic }))));
    this.toxics = decodeToxics(sent, [], toxicTypes).toxics as readonly AppliedMessageToxic[];
    this.#layer = this.#watcher.join?.({
      clock: this.clock,
      seed: 1,
      standInsFrom: 0,
      toCallee: {
        data: (chunk) => {
          this.toServer += chunk.toString("latin1");
        },
        end: ({ how }) => {
          this.ends += `>${how}`;
        },
      },
      toCaller: {
        data: (chunk) => {
          this.toCaller += chunk.toString("latin1");
          this.#watcher.answer(chunk, 0);
        },
        end: ({ how }) => {
          this.ends += `<${how}`;
        },
      },
      isCallerFull: () => false,
      holdRequests: (_, full) => {
        this.isCallerHeldBack = full;
      },
      holdAnswers: (_, full) => assert.equal(full, false),
      broken: (reason) => assert.fail(reason),
      idle: () => {
        this.isIdle = true;
      },
    });
    this.#layer?.refresh(this.toxics);
  }

  /** All toxics but those with these numbers go. */
  keep(...numbers: readonly number[]): void {
    this.#layer?.refresh(this.toxics.filter((_, index) => numbers.includes(index)));
  }

  /** The caller sends a text, in pieces that end at the cuts, which are shares of its length. */
  ask(text: string, cuts: readonly number[] = []): void {
    for (const piece of inPieces(text, cuts)) {
      this.#watcher.request(piece, 0);
      if (this.#layer === undefined) this.toServer += piece.toString("latin1");
      else this.#layer.fromCaller.data(piece);
    }
  }

  /** The server sends one. */
  answer(text: string, cuts: readonly number[] = []): void {
    for (const piece of inPieces(text, cuts)) {
      if (this.#layer !== undefined) {
        this.#layer.fromCallee.data(piece);
        continue;
      }
      this.toCaller += piece.toString("latin1");
      this.#watcher.answer(piece, 0);
    }
  }

  callerEnds(how: "fin" | "reset"): void {
    this.#layer?.fromCaller.end({ how });
  }

  serverEnds(how: "fin" | "reset"): void {
    this.#layer?.fromCallee.end({ how });
  }
}

function inPieces(text: string, cuts: readonly number[]): readonly Buffer[] {
  const bytes = Buffer.from(text, "latin1");
  const ends = [...cuts.map((cut) => Math.floor(cut * bytes.length)), bytes.length].sort((a, b) => a - b);
  return ends.map((end, index) => bytes.subarray(ends[index - 1] ?? 0, end)).filter(({ length }) => length > 0);
}
