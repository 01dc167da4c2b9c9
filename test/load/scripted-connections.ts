import type { Client, Dispatcher } from "undici";
import { Connections } from "../../src/load/connections.ts";
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
  readonly atMs: number;
}

/** Connections to a target that does with the attempts, in their order, what a script says, and hangs after its end. */
export class ScriptedConnections extends Connections {
  readonly sent: SentRequest[] = [];
  readonly #clock: Clock;
  readonly #script: readonly ScriptedEnd[];

  constructor(clock: Clock, script: readonly ScriptedEnd[]) {
    super(1000);
    this.#clock = clock;
    this.#script = script;
  }

  override take(): Client {
    const dispatch = ({ path, headers, body }: Dispatcher.DispatchOptions, handler: Dispatcher.DispatchHandler) => {
      const end = this.#script[this.sent.length];
      this.sent.push({ path, headers, body, atMs: this.#clock.nowMs() });
      if (end !== undefined && end.kind !== "hang") this.#clock.after(end.afterMs, () => finish(handler, end));
      return true;
    };
    return { dispatch } as unknown as Client;
  }

  override giveBack(): void {
    // Each attempt has a connection of its own here.
  }

  override discard(): void {
    // Nothing is connected.
  }
}

function finish(handler: Dispatcher.DispatchHandler, end: Exclude<ScriptedEnd, { readonly kind: "hang" }>): void {
  const controller = {} as Dispatcher.DispatchController;
  if (end.kind === "reset") {
    handler.onResponseError?.(controller, Object.assign(new Error("reset"), { code: "ECONNRESET" }));
    return;
  }
  handler.onResponseStart?.(controller, end.status, {});
  handler.onResponseEnd?.(controller, {});
}
