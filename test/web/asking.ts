import assert from "node:assert/strict";
import { once } from "node:events";
import { type IncomingMessage, request } from "node:http";
import { json, text } from "node:stream/consumers";

/** The words of an answer that refuses. */
export interface Answer {
  readonly status: number | undefined;
  readonly headers: IncomingMessage["headers"];
  readonly text: string;
  /** Of a refusal: its message. */
  readonly message: string;
}

/** A request as anybody could make it, with whatever headers. */
export interface Forged {
  readonly method?: "GET" | "POST";
  readonly headers?: Readonly<Record<string, string>>;
  readonly body?: string;
}

/** Sends a request as it is. */
export async function send(url: string, { method = "GET", headers = {}, body }: Forged = {}): Promise<IncomingMessage> {
  const sent = request(url, { method, headers, agent: false });
  sent.end(body);
  const [response] = (await once(sent, "response")) as [IncomingMessage];
  return response;
}

/** Sends a request, and reads what comes of it. */
export async function ask(url: string, forged: Forged = {}): Promise<Answer> {
  const response = await send(url, forged);
  const body = await text(response);
  const isJson = response.headers["content-type"] === "application/json";
  const message = isJson ? String(JSON.parse(body).message ?? "") : "";
  return { status: response.statusCode, headers: response.headers, text: body, message };
}

/** Somebody with a browser that does as its page says. */
export class Visitor {
  /** Of the day: where all of it is. */
  readonly base: string;
  readonly #token: string;
  cookie = "";

  constructor(link: string) {
    const { origin, pathname, hash } = new URL(link);
    this.base = origin + pathname;
    this.#token = hash.slice(1);
  }

  get headers(): Record<string, string> {
    const { origin } = new URL(this.base);
    const cookie = this.cookie === "" ? {} : { cookie: this.cookie };
    return { origin, "sec-fetch-site": "same-origin", "content-type": "application/json", ...cookie };
  }

  async post(path: string, body: object = {}): Promise<Answer> {
    return await ask(this.base + path, { method: "POST", headers: this.headers, body: JSON.stringify(body) });
  }

  /** Opens the link and says a name. */
  async join(name: string): Promise<Answer> {
    const answer = await this.post("join", { token: this.#token, name });
    const [cookie = ""] = answer.headers["set-cookie"] ?? [];
    if (answer.status === 200) this.cookie = cookie.split(";")[0] ?? "";
    return answer;
  }

  /** Has come by a link, with a page that listens. */
  static async at(link: string, name: string): Promise<{ visitor: Visitor; page: Listening }> {
    const visitor = new Visitor(link);
    const { status, text } = await visitor.join(name);
    assert.equal(status, 200, text);
    return { visitor, page: await visitor.listen() };
  }

  async listen(): Promise<Listening> {
    const response = await send(`${this.base}events`, { headers: { cookie: this.cookie } });
    if (response.statusCode !== 200) throw new Error(JSON.stringify(await json(response)));
    return new Listening(response);
  }
}

interface Message {
  readonly name: string;
  readonly data: unknown;
}

/** A stream of server-sent events, as a browser reads it. */
export class Listening {
  readonly #response: IncomingMessage;
  readonly #messages: Message[] = [];
  #rest = "";
  #wake = Promise.withResolvers<void>();

  constructor(response: IncomingMessage) {
    this.#response = response;
    response.setEncoding("utf8").on("data", (data: string) => this.#read(data));
    response.on("error", () => this.#wake.resolve());
  }

  /** Resolves with the data of the next message of a name that is as wanted; those before it are gone. */
  async next(name: string, isWanted?: (data: never) => boolean): Promise<never> {
    return (await this.through(name, isWanted)).at(-1)?.data as never;
  }

  /** Resolves with all messages up to the next one of a name that is as wanted. */
  async through(name: string, isWanted: (data: never) => boolean = () => true): Promise<readonly Message[]> {
    const passed: Message[] = [];
    while (true) {
      const message = this.#messages.shift();
      if (message === undefined) {
        this.#wake = Promise.withResolvers();
        await this.#wake.promise;
        continue;
      }
      passed.push(message);
      if (message.name === name && isWanted(message.data as never)) return passed;
    }
  }

  /** Goes away as a browser does whose window is closed. */
  close(): void {
    this.#response.destroy();
  }

  #read(data: string): void {
    const parts = (this.#rest + data).split("\n\n");
    this.#rest = parts.pop() ?? "";
    for (const part of parts) {
      const [, name, json] = /^event: (\w+)\ndata: (.*)$/s.exec(part) ?? [];
      if (name !== undefined && json !== undefined) this.#messages.push({ name, data: JSON.parse(json) });
    }
    this.#wake.resolve();
  }
}
