import { connect, type Socket } from "node:net";
import { jsonLines } from "../clients/os/json-lines.ts";
import type { Clock } from "../values/clock/clock.ts";
import { InconclusiveError } from "../values/errors.ts";
import type { LoadBatch } from "./load.ts";
import { type StartMessage, say, senderMessageSchema } from "./sender-message.ts";

/** A process elsewhere that sends load: `brownout sender`. */
export interface RemoteSender {
  /** For people: `pod brownout-load-0-x7k2p`. */
  readonly name: string;
  /** Port at which it is reached, on this machine. */
  readonly port: number;
  /** Describes its present state: `OOMKilled, exit code 137`. */
  state(): string;
  /** Called with each batch that comes from it. */
  heard?(): void;
}

/** A sender can't be told any more what to do, or says that it can't do it: what it sends is unknown. */
export class SenderLostError extends InconclusiveError {
  override readonly code = "E_SENDER_LOST";
}

const STILL_HERE_EVERY_MS = 1000;

export interface LinkListeners {
  onBatch(batch: LoadBatch): void;
  /** At most once: it broke, or its connection did, before it was told to stop. */
  onLost(error: Error): void;
}

/** A run's connection to a sender. */
export class SenderLink {
  readonly #sender: RemoteSender;
  readonly #socket: Socket;
  readonly #listeners: LinkListeners;
  readonly #started = Promise.withResolvers<void>();
  readonly #ended = Promise.withResolvers<void>();
  #isOver = false;

  constructor(sender: RemoteSender, clock: Clock, listeners: LinkListeners) {
    this.#sender = sender;
    this.#listeners = listeners;
    this.#socket = connect(sender.port, "127.0.0.1");
    const cancel = clock.every(STILL_HERE_EVERY_MS, () => say(this.#socket, { kind: "still-here" }));
    this.#read()
      .then(() => this.#lose("its connection ended"))
      .catch((error: Error) => this.#lose(error.message, { cause: error }))
      .finally(() => {
        cancel();
        this.#socket.destroy();
        this.#ended.resolve();
      });
  }

  /** Resolves when it sends. @throws SenderLostError */
  start(message: Omit<StartMessage, "kind">): Promise<void> {
    say(this.#socket, { kind: "start", ...message });
    return this.#started.promise;
  }

  /** Resolves when it sends no more and its last batch is in, or its connection is gone. */
  stop(): Promise<void> {
    this.#isOver = true;
    say(this.#socket, { kind: "stop" });
    return this.#ended.promise;
  }

  /** Cuts the connection, which ends its load. */
  close(): void {
    this.#isOver = true;
    this.#socket.destroy();
  }

  async #read(): Promise<void> {
    for await (const said of jsonLines(this.#socket)) {
      const message = senderMessageSchema.safeParse(said).data;
      if (message === undefined) return this.#lose("it says what no sender of brownout says");
      if (message.kind === "batch") {
        this.#sender.heard?.();
        this.#listeners.onBatch(message.batch);
      } else if (message.kind === "started") this.#started.resolve();
      else if (message.kind === "broken") this.#lose(message.message, message);
      else return;
    }
  }

  #lose(why: string, { cause, hint }: { readonly cause?: unknown; readonly hint?: string } = {}): void {
    if (this.#isOver) return;
    this.#isOver = true;
    const { name } = this.#sender;
    const error = new SenderLostError({
      message: `${name} sends no load any more: ${why} (${this.#sender.state()})`,
      hint: hint ?? "Without its share of the load the run proves nothing; find out why it ended, then run again.",
      cause,
    });
    this.#started.reject(error);
    this.#listeners.onLost(error);
  }
}
