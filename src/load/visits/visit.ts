import { CookieJar } from "tough-cookie";
import type { StepSpec } from "../../files/experiment/steps.ts";
import { RequestValues } from "../../files/experiment/template.ts";
import { type Random, seededRandom } from "../../values/random/random.ts";
import type { Answer } from "../answer.ts";
import type { OutgoingRequest, Recipe } from "../request-mix.ts";
import type { ValueTaker } from "./take-value.ts";

/** One visitor on the way through the steps, with cookies and values of its own. */
export class Visit {
  /** Its place in the load, from 0. */
  readonly number: number;
  /** The step that is under way or comes next. */
  step = 0;
  /** Time at which the request was sent that is under way; undefined between two. */
  sentMs: number | undefined;
  /** Time that it has waited for the answers that came, in ms; what the sender was late is none of it. */
  waitedMs = 0;
  readonly #random: Random;
  readonly #taken = new Map<string, string>();
  readonly #values: RequestValues;
  readonly #cookies = new CookieJar();
  #url = "";

  constructor(number: number, seed: number) {
    this.number = number;
    this.#random = seededRandom(seed);
    this.#values = new RequestValues(this.#random, number + 1, this.#taken);
  }

  /** The request of the step, by one of its `recipes`: of all replicas' the same all through the visit. */
  request(recipes: readonly Recipe[]): OutgoingRequest {
    const recipe = recipes[this.number % recipes.length];
    if (recipe === undefined) throw new RangeError("a step needs at least one URL");
    const request = recipe(this.#values);
    this.#url = request.origin + request.path;
    const cookies = this.#cookies.getCookieStringSync(this.#url);
    if (cookies === "") return request;
    const own = Object.entries(request.headers).find(([name]) => name.toLowerCase() === "cookie");
    const [name, value] = own ?? ["cookie", ""];
    return { ...request, headers: { ...request.headers, [name]: [value, cookies].filter(Boolean).join("; ") } };
  }

  /** Takes cookies and values from the answer to its latest request; returns the name of a value that it hasn't. */
  take(takers: readonly ValueTaker[], answer: Answer): string | undefined {
    for (const cookie of [answer.headers["set-cookie"] ?? []].flat()) {
      this.#cookies.setCookieSync(cookie, this.#url, { ignoreError: true });
    }
    for (const { name, take } of takers) {
      const value = take(answer);
      if (value === undefined) return name;
      this.#taken.set(name, value);
    }
    return undefined;
  }

  /** Draws how long it thinks before a step, in ms. */
  think({ thinkMs: { from, to } }: StepSpec): number {
    return from + this.#random() * (to - from);
  }
}
