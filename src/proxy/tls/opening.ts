import type { Socket } from "node:net";
import type { TLSSocket } from "node:tls";
import type { Cancel, Clock } from "../../values/clock/clock.ts";
import type { Call, EdgeRecorder } from "../edge-recorder.ts";
import { alertRecord } from "../protocols/tls/alerts.ts";
import { beginsWithHello } from "../protocols/tls/tls.ts";
import { carries } from "../reset.ts";
import { type ClientHello, HELLO_LIMIT_BYTES, readClientHello } from "./client-hello.ts";
import type { HandshakeAttributes } from "./handshake-toxic.ts";
import { reasonOfCaller, reasonOfUpstream } from "./reasons.ts";
import { certificateOf, type Shown, type TlsTerminator } from "./terminator.ts";

/** A caller whose handshake isn't over by then is sent away. */
const LIMIT_MS = 30_000;
/** Callers that have begun no hello by then, where TLS passes, go on: they may wait for the callee to speak first. */
const SILENCE_MS = 1000;

/** A toxic that acts on the connection's handshake. */
export interface HandshakeFault {
  readonly mode: HandshakeAttributes["mode"];
  acted(): void;
}

export interface OpeningOptions {
  readonly clock: Clock;
  readonly recorder: EdgeRecorder;
  /** None where TLS passes untouched. */
  readonly terminator: TlsTerminator | undefined;
  /** Host of the upstream, which its certificate has to be for. */
  readonly host: string;
  readonly dial: () => Socket;
  /** The first of the toxics on handshakes that applies to this connection, as they are now. */
  readonly fault: () => HandshakeFault | undefined;
  /** Takes over both sides: the handshake is over, or there is none. */
  readonly through: (client: Socket, dial: () => Socket) => void;
  /** Nothing goes through: it ended before. */
  readonly onClosed: () => void;
}

/** The beginning of a caller's connection, up to the end of its TLS handshake. */
export class Opening {
  readonly #options: OpeningOptions;
  readonly #client: Socket;
  readonly #acceptedMs: number;
  #bytes = Buffer.alloc(0);
  #handshake: Call | undefined;
  #upstream: TLSSocket | undefined;
  #hasActed = false;
  #isHeld = false;
  #isOver = false;
  #cancelLimit: Cancel | undefined;
  readonly #onData = (chunk: Buffer) => this.#read(chunk);
  readonly #onGone = () => this.#fail("abandoned");

  constructor(client: Socket, options: OpeningOptions) {
    this.#client = client;
    this.#options = options;
    this.#acceptedMs = options.clock.nowMs();
    client.on("data", this.#onData);
    for (const event of ["end", "error", "close"]) client.on(event, this.#onGone);
    this.#limit();
  }

  /** The toxics have changed: what was held may go on. */
  refresh(): void {
    if (!this.#isHeld || this.#options.fault()?.mode === "hang") return;
    this.#isHeld = false;
    this.#limit();
    this.#look();
  }

  /** The proxy goes away. */
  destroy(): void {
    this.#fail("proxy closed");
    this.#client.destroy();
  }

  #limit(): void {
    const { clock, terminator } = this.#options;
    const mayBeOther = terminator === undefined && this.#handshake === undefined;
    this.#cancelLimit?.();
    this.#cancelLimit = mayBeOther
      ? clock.after(SILENCE_MS, () => this.#pass())
      : clock.after(LIMIT_MS, () => this.#fail("tls handshake too slow"));
  }

  #read(chunk: Buffer): void {
    this.#bytes = Buffer.concat([this.#bytes, chunk]);
    if (this.#bytes.length > HELLO_LIMIT_BYTES) this.#fail("no tls hello");
    else if (!this.#isHeld && this.#upstream === undefined) this.#look();
  }

  /** Looks whether enough has come to go on. */
  #look(): void {
    const begins = beginsWithHello(this.#bytes);
    if (begins === undefined) return;
    if (begins) this.#readHello();
    else if (this.#options.terminator === undefined) this.#pass();
    else this.#fail("no tls hello", "unexpected_message");
  }

  #readHello(): void {
    if (this.#handshake === undefined) {
      this.#handshake = { startedMs: this.#options.clock.nowMs(), kind: "handshake" };
      this.#options.recorder.begin(this.#handshake);
      this.#limit();
    }
    const hello = readClientHello(this.#bytes);
    if (hello === false) this.#fail("no tls hello", "decode_error");
    else if (hello !== undefined) this.#meet(hello);
  }

  /** Does what a toxic wants of the handshake, or goes on with it. */
  #meet(hello: ClientHello): void {
    const { terminator } = this.#options;
    const mode = this.#act();
    if (mode === "refuse") this.#fail("toxic tls_handshake", "handshake_failure");
    else if (mode === "hang") this.#hold();
    else if (terminator === undefined) this.#pass();
    else this.#meetUpstream(terminator, hello, certificateOf(mode));
  }

  /** Counts once that a toxic acts on the connection; what it does may change while it is held. */
  #act(): HandshakeAttributes["mode"] | undefined {
    const fault = this.#options.fault();
    if (fault === undefined) return undefined;
    if (!this.#hasActed) fault.acted();
    this.#hasActed = true;
    return fault.mode;
  }

  #hold(): void {
    this.#isHeld = true;
    this.#cancelLimit?.();
  }

  /** The upstream comes first: what protocol it chooses is what its caller is offered. */
  #meetUpstream(terminator: TlsTerminator, { protocols }: ClientHello, shown: Shown): void {
    const { dial, host } = this.#options;
    const upstream = terminator.connect(dial(), host, protocols);
    this.#upstream = upstream;
    const failed = (error: NodeJS.ErrnoException) => this.#fail(reasonOfUpstream(error), "internal_error");
    upstream.once("error", failed);
    upstream.once("secureConnect", () => {
      this.#stopReading();
      // An end in the middle of it is the end, which nobody would see while half of it is open.
      this.#client.allowHalfOpen = false;
      terminator.accept(this.#client, shown, upstream.alpnProtocol || undefined, {
        secured: (client) => {
          upstream.off("error", failed);
          carries(this.#client, client);
          client.allowHalfOpen = true;
          if (upstream.destroyed) this.#fail("upstream closed");
          // It has been counted by then, and nobody is there to hear of more.
          if (this.#isOver) client.on("error", () => undefined).destroy();
          else this.#secured(client, upstream);
        },
        failed: (error) => this.#fail(reasonOfCaller(error)),
      });
    });
  }

  #secured(client: TLSSocket, upstream: TLSSocket): void {
    const { recorder, through } = this.#options;
    if (this.#handshake !== undefined) recorder.answered(this.#handshake, recorder.nowMs());
    this.#end();
    through(client, () => upstream);
  }

  /** Hands the connection on as it is, untouched. */
  #pass(): void {
    if (this.#handshake !== undefined) this.#options.recorder.forget(this.#handshake);
    this.#stopReading();
    this.#end();
    this.#options.through(this.#client, this.#options.dial);
    this.#client.resume();
  }

  /** Gives back the bytes that were read, for who reads next. */
  #stopReading(): void {
    this.#client.off("data", this.#onData);
    this.#client.pause();
    if (this.#bytes.length > 0) this.#client.unshift(this.#bytes);
  }

  #fail(reason: string, alert?: Parameters<typeof alertRecord>[0]): void {
    if (this.#isOver) return;
    const { recorder, onClosed } = this.#options;
    if (this.#handshake !== undefined) recorder.fail(this.#handshake, recorder.nowMs(), reason);
    else if (this.#bytes.length > 0) recorder.refuse(this.#acceptedMs, reason);
    this.#end();
    this.#client.on("error", () => this.#client.destroy());
    this.#upstream?.on("error", () => this.#upstream?.destroy()).destroy();
    if (alert !== undefined && this.#client.writable) this.#client.write(alertRecord(alert));
    this.#client.destroySoon();
    onClosed();
  }

  #end(): void {
    this.#isOver = true;
    this.#cancelLimit?.();
    this.#client.off("data", this.#onData);
    for (const event of ["end", "error", "close"]) this.#client.off(event, this.#onGone);
  }
}
