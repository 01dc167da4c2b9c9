import { Toxiproxy } from "toxiproxy-node-client";
import { z } from "zod";
import { untilAborted } from "../../values/clock/deadline.ts";
import { FaultError } from "../fault-error.ts";
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
  readonly attributes: Readonly<Record<string, number>>;
}

const toxicSchema = z.object({
  toxicity: z.number().optional(),
  attributes: z.record(z.string(), z.number()).default({}),
});

const proxySchema = z.object({ listen: z.string(), upstream: z.string(), enabled: z.boolean() });

/** By proxy, times that each toxic acted. */
const countedSchema = z.record(z.string(), z.object({ toxics: z.record(z.string(), z.number()) }));

/** Servers keep it in 32 bits. */
const TOXICITY_STEP = 1e-6;

/** Names what of a toxic isn't as it was put in; undefined when all is. */
export function changeOf(put: ToxicSpec, { toxicity, attributes }: ToxicState): string | undefined {
  if (toxicity !== undefined && Math.abs(toxicity - put.toxicity) > TOXICITY_STEP) {
    return `its toxicity is ${toxicity} instead of ${put.toxicity}`;
  }
  for (const [name, value] of Object.entries(wholeAttributes(put))) {
    const now = attributes[name] ?? value;
    if (now !== value) return `its ${name} is ${now} instead of ${value}`;
  }
  return undefined;
}

/** Toxiproxy takes whole numbers only. */
function wholeAttributes({ attributes }: ToxicSpec): Readonly<Record<string, number>> {
  return Object.fromEntries(Object.entries(attributes).map(([name, value]) => [name, Math.round(value)]));
}

/**
 * The calls that faults make to a Toxiproxy server, through its Node client, whose types end here. What isn't
 * there on the server is an answer, not an error; everything else that goes wrong is a FaultError. The client
 * can't abort a request, so a call that is given up may still reach the server.
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
    const body = { ...toxic, name, attributes: wholeAttributes(toxic) };
    await this.#ask(`add the toxic ${name} to ${proxy}`, () =>
      this.#client.getApi().post(`${this.#proxyUrl(proxy)}/toxics`, body),
    );
  }

  /** Removes a toxic; does nothing when it or its proxy isn't there. */
  async removeToxic(proxy: string, name: string, signal: AbortSignal): Promise<void> {
    await this.#askIfThere(`remove the toxic ${name} from ${proxy}`, signal, () =>
      this.#client.getApi().delete(this.#toxicUrl(proxy, name)),
    );
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

  /**
   * Number of times that a toxic acted on traffic, as the embedded proxy's route `/edges` counts it; undefined on a
   * server that doesn't count, such as the stock one.
   */
  async timesActed(proxy: string, toxic: string, signal: AbortSignal): Promise<number | undefined> {
    const counted = await this.#readIfThere(`read what ${proxy} counted`, `${this.#url}/edges`, countedSchema, signal);
    return counted && (counted[proxy]?.toxics[toxic] ?? 0);
  }

  #proxyUrl(proxy: string): string {
    return `${this.#url}/proxies/${encodeURIComponent(proxy)}`;
  }

  #toxicUrl(proxy: string, toxic: string): string {
    return `${this.#proxyUrl(proxy)}/toxics/${encodeURIComponent(toxic)}`;
  }

  /** Reads JSON; an answer of another shape is none that a Toxiproxy gives, and a FaultError as all else that goes wrong. */
  #readIfThere<T>(what: string, url: string, schema: z.ZodType<T>, signal: AbortSignal): Promise<T | undefined> {
    return this.#askIfThere(what, signal, async () => {
      const { data } = await this.#client.getApi().get<unknown>(url);
      return schema.parse(data);
    });
  }

  async #askIfThere<T>(what: string, signal: AbortSignal, call: () => Promise<T>): Promise<T | undefined> {
    try {
      return await untilAborted(this.#ask(what, call), signal);
    } catch (error) {
      if (error instanceof FaultError && statusOf(error.cause) === 404) return undefined;
      throw error;
    }
  }

  async #ask<T>(what: string, call: () => Promise<T>): Promise<T> {
    try {
      return await call();
    } catch (cause) {
      const reason = cause instanceof Error ? cause.message : String(cause);
      throw new FaultError({
        message: `Cannot ${what} at ${this.#url}: ${reason}`,
        hint:
          statusOf(cause) === undefined
            ? "Look whether the proxy still runs and can be reached."
            : "Look at what the proxy has: GET /proxies on the same address.",
        cause,
      });
    }
  }
}

/** The client says the status of an answer that isn't a success in its message alone. */
function statusOf(error: unknown): number | undefined {
  const status = error instanceof Error ? /status code (\d{3})$/.exec(error.message)?.[1] : undefined;
  return status === undefined ? undefined : Number(status);
}
