import type { CommandConnection, Connect } from "./command-connection.ts";

/** Connections of a load, so many at most: one that is idle, the last one used first, or else a new one. */
export class CommandPool {
  readonly #most: number;
  readonly #addresses: readonly string[];
  readonly #connect: Connect;
  readonly #idle: CommandConnection[] = [];
  readonly #all = new Set<CommandConnection>();
  #turn = 0;

  constructor(most: number, addresses: readonly string[], connect: Connect) {
    this.#most = most;
    this.#addresses = addresses;
    this.#connect = connect;
  }

  /** A connection that nobody else uses, to the next address where it is new; undefined while all are taken. */
  take(): CommandConnection | undefined {
    for (let idle = this.#idle.pop(); idle !== undefined; idle = this.#idle.pop()) {
      if (idle.isOpen) return idle;
      this.discard(idle);
    }
    if (this.#all.size >= this.#most) return undefined;
    const address = this.#addresses[this.#turn++ % this.#addresses.length];
    if (address === undefined) throw new RangeError("a command needs at least one address");
    const connection = this.#connect(address);
    this.#all.add(connection);
    return connection;
  }

  giveBack(connection: CommandConnection): void {
    if (this.#all.has(connection)) this.#idle.push(connection);
  }

  discard(connection: CommandConnection): void {
    if (this.#all.delete(connection)) connection.close();
  }

  discardAll(): void {
    for (const connection of this.#all) this.discard(connection);
  }
}
