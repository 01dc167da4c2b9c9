import { HealthProbe } from "../../clients/os/process-health.ts";
import type { Clock } from "../../values/clock/clock.ts";
import { type Answer, errorAnswer } from "../answer.ts";
import { ProxyCollection } from "../proxy-collection.ts";
import { routeNamed } from "../routes.ts";
import { spinnerOf } from "../spinner.ts";
import type { ToxicTypes } from "../toxic-types.ts";
import type { ProxyThread, Question } from "./proxy-thread.ts";

export interface OwnThreadOptions {
  readonly clock: Clock;
  /** Decides which connections a toxicity below 1 picks, and jitter: the same seed, the same choices. */
  readonly seed: number;
  readonly toxicTypes: ToxicTypes;
}

/** The thread that this runs in, with proxies of its own. */
export class OwnThread implements ProxyThread {
  readonly #proxies: ProxyCollection;
  readonly #health: HealthProbe;
  readonly #toxicTypes: ToxicTypes;

  constructor(options: OwnThreadOptions) {
    this.#proxies = new ProxyCollection(options);
    this.#health = new HealthProbe(options.clock, () => spinnerOf(options.clock).spunMs);
    this.#toxicTypes = options.toxicTypes;
  }

  async ask({ route, proxy, toxic, body }: Question): Promise<Answer> {
    const own = { proxies: this.#proxies, health: this.#health, toxicTypes: this.#toxicTypes };
    try {
      return await routeNamed(route).handle({ ...own, proxy, toxic, body: bufferOf(body) });
    } catch (error) {
      return errorAnswer(error);
    }
  }

  close(): Promise<void> {
    this.#health.stop();
    return this.#proxies.close();
  }
}

/** A buffer arrives from another thread as a plain array of bytes. */
function bufferOf({ buffer, byteOffset, byteLength }: Uint8Array): Buffer {
  return Buffer.from(buffer, byteOffset, byteLength);
}
