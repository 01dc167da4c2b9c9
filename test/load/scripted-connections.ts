import { Connections } from "../../src/load/connections.ts";
import type { AnswerListener, HttpConnection } from "../../src/load/http/http-connection.ts";
import type { OutgoingRequest } from "../../src/load/request-mix.ts";
import type { Traceparent } from "../../src/load/traceparents.ts";
import type { Clock } from "../../src/values/clock/clock.ts";

/** The end of an attempt, so long after it was sent; one without an end hangs. */
export type ScriptedEnd =
  | { readonly kind: "status"; readonly status: number; readonly afterMs: number }
  | { readonly kind: "reset"; readonly afterMs: number }
  | { readonly kind: "hang" };

/** A request that was sent, and when. */
export interface SentRequest {
  readonly path: string;
  readonly headers: unknown;
  readonly body: unknown;
  /** Undefined where it goes out without. */
  readonly traceparent: string | undefined;
  readonly atMs: number;
}

/** Connections to a target that does with the attempts, in their order, what a script says, and hangs after its end. */
export class ScriptedConnections extends Connections {
  readonly sent: SentRequest[] = [];
  readonly #clock: Clock;
  readonly #script: readonly ScriptedEnd[];

  constructor(clock: Clock, script: readonly ScriptedEnd[]) {
    super();
    this.#clock = clock;
    this.#script = script;
  }

  override take(): HttpConnection {
    const send = ({ path, headers, body }: OutgoingRequest, listener: AnswerListener, traceparent?: Traceparent) => {
      const end = this.#script[this.sent.length];
      this.sent.push({ path, headers, body, traceparent: traceparent?.toString(), atMs: this.#clock.nowMs() });
      if (end !== undefined && end.kind !== "hang") this.#clock.after(end.afterMs, () => finish(listener, end));
    };
    return { send } as unknown as HttpConnection;
  }

  override giveBack(): void {
    // Each attempt has a connection of its own here.
  }

  override discard(): void {
    // Nothing is connected.
  }
}

function finish(listener: AnswerListener, end: Exclude<ScriptedEnd, { readonly kind: "hang" }>): void {
  if (end.kind === "reset") {
    listener.failed(Object.assign(new Error("reset"), { code: "ECONNRESET" }));
    return;
  }
  listener.status = end.status;
  listener.ended();
}
