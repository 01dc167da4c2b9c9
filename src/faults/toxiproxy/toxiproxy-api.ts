import { isDeepStrictEqual } from "node:util";
import { Toxiproxy } from "toxiproxy-node-client";
import { z } from "zod";
import { untilAborted } from "../../values/clock/deadline.ts";
import { type JsonValue, jsonOf } from "../../values/json.ts";
import { FaultError } from "../fault-error.ts";
import { fetchReason } from "../fetch-reason.ts";
import type { ToxicSpec } from "./toxic-kind.ts";

/** A proxy as the server describes it. */
export interface ProxyState {
  /** `127.0.0.1:41234` */
  readonly listen: string;
  readonly upstream: string;
  readonly enabled: boolean;
}

/** A toxic as it is now, as the server describes it. */
export interface ToxicState {
  readonly toxicity?: number | undefined;
  readonly attributes: Readonly<Record<string, JsonValue>>;
}

const toxicSchema = z.object({
  toxicity: z.number().optional(),
  attributes: z.record(z.string(), z.json()).default({}),
});

const proxySchema = z.object({ listen: z.string(), upstream: z.string(), enabled: z.boolean() });

const inArmsSchema = z.object({ requests: z.number(), without: z.number() });

/** By proxy, times that each toxic acted, and what those of one arm looked at. */
const countedSchema = z.record(
  z.string(),
  z.object({ toxics: z.record(z.string(), z.number()), arms: z.record(z.string(), inArmsSchema).default({}) }),
);

/** Counts of what a toxic did, as the embedded proxy's route `/edges` counts it. */
export interface ToxicCounts extends z.infer<typeof inArmsSchema> {
  /** Number of times that it acted. */
  readonly acted: number;
}

/** The body of the answer 404 where Toxiproxy's API looked for something; a route that isn't there has none such. */
const notThereSchema = z.object({ error: z.string(), status: z.literal(404) });

/** Servers keep it in 32 bits. */
const TOXICITY_STEP = 1e-6;

/** Names what of a toxic isn't as it was put in; undefined when all is. */
export function changeOf(put: ToxicSpec, { toxicity, attributes }: ToxicState): string | undefined {
  if (toxicity !== undefined && Math.abs(toxicity - put.toxicity) > TOXICITY_STEP) {
    return `its toxicity is ${toxicity} instead of ${put.toxicity}`;
  }
  for (const [name, value] of Object.entries(put.attributes)) {
    const now = attributes[name] ?? value;
    if (!isDeepStrictEqual(now, value)) {
      return `its ${name} is ${JSON.stringify(now)} instead of ${JSON.stringify(value)}`;
    }
  }
  return undefined;
}

interface Answer {
  readonly status: number;
  /** Undefined where it isn't JSON. */
  readonly body: unknown;
}

/**
 * The calls that faults make to a Toxiproxy server. What isn't there on the server is an answer, not an error; everything
 * else that goes wrong is a FaultError. Changes go through Toxiproxy's Node client, whose types end here. It can't abort a
 * request, so a change that is given up may still reach the server; and it has no status of an answer, so what is read
 * is read without it.
 */
export class ToxiproxyApi {
  readonly #client: Toxiproxy;
  readonly #url: string;

  /** @param url base URL of the server's API, without a slash at its end */
  constructor(url: string) {
    this.#client = new Toxiproxy(url);
    this.#url = url;
  }

  /** Adds a toxic to a proxy; rejects when the proxy isn't there or has one of that name. */
  async addToxic(proxy: string, name: string, toxic: ToxicSpec): Promise<void> {
    await this.#ask(`add the toxic ${name} to ${proxy}`, () =>
      this.#client.getApi().post(`${this.#proxyUrl(proxy)}/toxics`, { ...toxic, name }),
    );
  }

  /** Removes a toxic; does nothing when it or its proxy isn't there. */
  async removeToxic(proxy: string, name: string, signal: AbortSignal): Promise<void> {
    try {
      const removal = this.#ask(`remove the toxic ${name} from ${proxy}`, () =>
        this.#client.getApi().delete(this.#toxicUrl(proxy, name)),
      );
      await untilAborted(removal, signal);
    } catch (refusal) {
      // What isn't there is removed, whoever did it; where that can't be told, the first that went wrong is what matters.
      const isThere = this.readToxic(proxy, name, signal).then(
        (found) => found !== undefined,
        () => true,
      );
      if (signal.aborted || (await isThere)) throw refusal;
    }
  }

  /** Undefined when the server has no such toxic. */
  async readToxic(proxy: string, name: string, signal: AbortSignal): Promise<ToxicState | undefined> {
    return this.#readIfThere(
      `look for the toxic ${name} on ${proxy}`,
      this.#toxicUrl(proxy, name),
      toxicSchema,
      signal,
    );
  }

  /** Undefined when the server has no such proxy. */
  async readProxy(proxy: string, signal: AbortSignal): Promise<ProxyState | undefined> {
    return this.#readIfThere(`read the proxy ${proxy}`, this.#proxyUrl(proxy), proxySchema, signal);
  }

  /** Enables or disables a proxy; rejects when it isn't there. */
  async setEnabled(proxy: string, enabled: boolean): Promise<void> {
    await this.#ask(`${enabled ? "enable" : "disable"} the proxy ${proxy}`, () =>
      this.#client.getApi().post(this.#proxyUrl(proxy), { enabled }),
    );
  }

  /** Undefined on a server that doesn't count, such as the stock one. */
  async readCounts(proxy: string, toxic: string, signal: AbortSignal): Promise<ToxicCounts | undefined> {
    const url = `${this.#url}/edges`;
    const counted = await this.#read(`read what ${proxy} counted`, url, signal, ({ status, body }) =>
      status === 404 ? undefined : bodyOf({ status, body }, countedSchema),
    );
    const { toxics = {}, arms = {} } = counted?.[proxy] ?? {};
    return counted && { acted: toxics[toxic] ?? 0, ...(arms[toxic] ?? { requests: 0, without: 0 }) };
  }

  #proxyUrl(proxy: string): string {
    return `${this.#url}/proxies/${encodeURIComponent(proxy)}`;
  }

  #toxicUrl(proxy: string, toxic: string): string {
    return `${this.#proxyUrl(proxy)}/toxics/${encodeURIComponent(toxic)}`;
  }

  /** Only Toxiproxy's own word for it says that something isn't there: another server at its address has not looked. */
  #readIfThere<T>(what: string, url: string, schema: z.ZodType<T>, signal: AbortSignal): Promise<T | undefined> {
    return this.#read(what, url, signal, (answer) =>
      answer.status === 404 && notThereSchema.safeParse(answer.body).success ? undefined : bodyOf(answer, schema),
    );
  }

  #read<T>(what: string, url: string, signal: AbortSignal, read: (answer: Answer) => T): Promise<T> {
    const reading = this.#ask(what, async () => {
      const response = await fetch(url, { signal });
      return read({ status: response.status, body: jsonOf(await response.text()) });
    });
    return untilAborted(reading, signal);
  }

  async #ask<T>(what: string, call: () => Promise<T>): Promise<T> {
    try {
      return await call();
    } catch (cause) {
      throw new FaultError({
        message: `Cannot ${what} at ${this.#url}: ${fetchReason(cause)}`,
        hint: "Look whether the proxy still runs and can be reached, and what it has: GET /proxies on the same address.",
        cause,
      });
    }
  }
}

/** The body of a success; anything else, in status or shape, is no answer to what was asked. */
function bodyOf<T>({ status, body }: Answer, schema: z.ZodType<T>): T {
  if (status !== 200) throw new Error(`the answer has status ${status}`);
  return schema.parse(body);
}
