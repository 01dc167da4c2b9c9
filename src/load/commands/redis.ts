import { createClient, ErrorReply } from "@redis/client";
import { splitCommand } from "../../files/experiment/commands/split-command.ts";
import type { CommandConnection, CommandKind } from "./command-connection.ts";

export const redis: CommandKind = { key: "redis", prepare: async () => (address) => new RedisConnection(address) };

class RedisConnection implements CommandConnection {
  readonly #client;
  readonly #connected: Promise<unknown>;
  /** The client can't end a socket that isn't connected yet, which then would open when its server can be reached again. */
  readonly #closed = new AbortController();

  constructor(address: string) {
    this.#client = createClient({
      url: address.includes("://") ? address : `redis://${address}`,
      // The load's own timeout ends what takes too long.
      socket: { reconnectStrategy: false, connectTimeout: 0, signal: this.#closed.signal },
      disableClientInfo: true,
      maintNotifications: "disabled",
    });
    // Whoever waits for an answer is told the same.
    this.#client.on("error", () => undefined);
    this.#connected = this.#client.connect();
  }

  get isOpen(): boolean {
    return this.#client.isReady;
  }

  async send([command = ""]: readonly string[]): Promise<string | undefined> {
    await this.#connected;
    try {
      await this.#client.sendCommand(splitCommand(command) ?? []);
      return undefined;
    } catch (error) {
      // `WRONGTYPE Operation against a key …`: the first word is its kind.
      if (error instanceof ErrorReply) return `error ${error.message.split(" ")[0]}`;
      throw error;
    }
  }

  close(): void {
    if (this.#client.isOpen) this.#client.destroy();
    this.#closed.abort();
  }
}
