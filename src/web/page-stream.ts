import type { ServerResponse } from "node:http";
import type { Messages } from "./messages.ts";

/** Bytes that may wait for a browser that doesn't read; what comes then is left out, and all is sent anew. */
const WAITING_MAX_BYTES = 1024 * 1024;
/** Time after which a browser asks again when the connection is lost. */
const RETRY_MS = 1000;

const HEADERS = {
  "content-type": "text/event-stream; charset=utf-8",
  // Nothing else is asked on it, so that it ends with the stream.
  connection: "close",
};

/** A message as it goes over the wire. */
export type WireMessage = string & { readonly wire: never };

/** Writes a message as a server-sent event: JSON has no line ends. */
export function wireMessage<Name extends keyof Messages>(name: Name, data: Messages[Name]): WireMessage {
  return `event: ${name}\ndata: ${JSON.stringify(data)}\n\n` as WireMessage;
}

/** A browser that listens. */
export class PageStream {
  readonly #response: ServerResponse;
  #isBehind = false;

  /** @param everything all that a page needs to begin with, whenever it is asked for */
  constructor(response: ServerResponse, everything: () => readonly WireMessage[]) {
    this.#response = response;
    response.writeHead(200, HEADERS);
    response.write(`retry: ${RETRY_MS}\n\n`);
    response.on("drain", () => {
      if (!this.#isBehind) return;
      this.#isBehind = false;
      for (const message of everything()) response.write(message);
    });
    for (const message of everything()) response.write(message);
  }

  send(message: WireMessage): void {
    if (this.#response.writableLength > WAITING_MAX_BYTES) this.#isBehind = true;
    // Behind what was left out nothing makes sense before all is sent anew.
    if (!this.#isBehind) this.#response.write(message);
  }

  /** Has a connection that is gone be noticed: without anything to send it isn't. */
  beat(): void {
    if (this.#response.writableLength === 0) this.#response.write(":\n\n");
  }

  end(): void {
    this.#response.end();
  }
}
