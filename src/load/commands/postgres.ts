import { connect, type Socket } from "node:net";
import connectPostgres from "postgres";
import { withoutBrackets } from "../../values/host-port.ts";
import type { CommandConnection, CommandKind } from "./command-connection.ts";

export const postgres: CommandKind = { key: "postgres", prepare: async () => (url) => new PostgresConnection(url) };

/** Errors of these severities end the session (PostgreSQL, "Message Severity Levels"). */
const ENDING = ["FATAL", "PANIC"];

class PostgresConnection implements CommandConnection {
  readonly #sql;
  #socket: Socket | undefined;

  constructor(url: string) {
    const { hostname, port } = new URL(url);
    const host = withoutBrackets(hostname);
    this.#sql = connectPostgres(url, {
      max: 1,
      // A socket of our own can be ended at once, whatever the server does.
      socket: () => this.#connect(host, Number(port || 5432)),
      // The load's own timeout ends what takes too long.
      connect_timeout: 0,
      idle_timeout: 0,
      max_lifetime: null,
      fetch_types: false,
      backoff: false,
      onnotice: () => undefined,
    } as Parameters<typeof connectPostgres>[1]);
  }

  get isOpen(): boolean {
    return this.#socket?.readyState === "open";
  }

  async send([query = ""]: readonly string[]): Promise<string | undefined> {
    try {
      await this.#sql.unsafe(query);
      return undefined;
    } catch (error) {
      if (!(error instanceof connectPostgres.PostgresError)) throw error;
      const reason = `SQLSTATE ${error.code}`;
      if (ENDING.includes(error.severity)) throw Object.assign(new Error(reason, { cause: error }), { code: reason });
      return reason;
    }
  }

  close(): void {
    this.#socket?.destroy();
    void this.#sql.end({ timeout: 0 });
  }

  #connect(host: string, port: number): Promise<Socket> {
    return new Promise((resolve, reject) => {
      const socket = connect({ host, port, noDelay: true });
      this.#socket = socket;
      socket.once("error", reject).once("connect", () => {
        socket.off("error", reject);
        resolve(socket);
      });
    });
  }
}
