import { connect, type Socket } from "node:net";
import { escapedBytes } from "../../files/experiment/commands/escaped-bytes.ts";
import { withoutBrackets } from "../../values/host-port.ts";
import type { CommandConnection, CommandKind } from "./command-connection.ts";

/** A longer answer, in bytes, is none that a regular expression is for. */
const ANSWER_MAX = 1024 * 1024;

export const tcp: CommandKind = {
  key: "tcp",
  async prepare({ settings: { expect = "." } }) {
    const expected = new RegExp(expect, "s");
    return (address) => new TcpConnection(address, expected);
  },
};

class TcpConnection implements CommandConnection {
  readonly #socket: Socket;
  readonly #expect: RegExp;
  #answer = "";
  #waiting: { resolve(failure: string | undefined): void; reject(error: Error): void } | undefined;
  #error: Error | undefined;

  constructor(address: string, expect: RegExp) {
    const colon = address.lastIndexOf(":");
    const host = withoutBrackets(address.slice(0, colon));
    this.#expect = expect;
    this.#socket = connect({ host, port: Number(address.slice(colon + 1)), noDelay: true });
    // Each byte a character: an answer may be cut anywhere.
    this.#socket.setEncoding("latin1");
    this.#socket.on("data", (chunk: string) => this.#heard(chunk));
    this.#socket.on("error", (error) => this.#broke(error));
    this.#socket.on("close", () => this.#broke(new ClosedError("the peer closed the connection")));
  }

  get isOpen(): boolean {
    return this.#error === undefined && this.#socket.readyState === "open";
  }

  send([text = ""]: readonly string[]): Promise<string | undefined> {
    const { promise, resolve, reject } = Promise.withResolvers<string | undefined>();
    this.#answer = "";
    this.#waiting = { resolve, reject };
    if (this.#error === undefined) this.#socket.write(escapedBytes(text));
    else reject(this.#error);
    return promise;
  }

  close(): void {
    this.#socket.destroy();
  }

  #heard(chunk: string): void {
    // Nobody asked for it: it belongs to no command, and so would all that comes after.
    if (this.#waiting === undefined) {
      this.#socket.destroy(new ClosedError("the peer said something that nobody asked for"));
      return;
    }
    this.#answer += chunk;
    if (this.#expect.test(this.#answer)) this.#waiting.resolve(undefined);
    else if (this.#answer.length > ANSWER_MAX) this.#waiting.reject(new TooLongError("the answer is too long"));
    else return;
    this.#waiting = undefined;
  }

  #broke(error: Error): void {
    this.#error ??= error;
    this.#waiting?.reject(this.#error);
    this.#waiting = undefined;
  }
}

class ClosedError extends Error {
  readonly code = "closed by peer";
}

class TooLongError extends Error {
  readonly code = "answer too long";
}
