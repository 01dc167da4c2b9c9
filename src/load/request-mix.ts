import { parseTemplate, RequestValues, renderTemplate, type TemplatePart } from "../files/experiment/template.ts";
import { UsageError } from "../values/errors.ts";
import { type Random, seededRandom } from "../values/random/random.ts";
import { Arrivals, type ArrivalsOptions } from "./arrivals.ts";
import type { ResolvedLoad, ResolvedRequest } from "./load.ts";
import { pacer } from "./pacer.ts";
import type { StreamSeeds } from "./stream-seeds.ts";

/** A request as it goes out. */
export interface OutgoingRequest {
  readonly origin: string;
  /** Path and query, encoded. */
  readonly path: string;
  readonly method: string;
  readonly headers: Readonly<Record<string, string>>;
  readonly body: string | null;
}

/** Makes one request; static ones are made once. */
export type Recipe = (values: RequestValues) => OutgoingRequest;

interface Choice {
  /** Sum of the weights up to and with this one, as a share of all. */
  readonly upTo: number;
  /** One for each replica. */
  readonly recipes: readonly Recipe[];
  turn: number;
}

/** The arrivals of a load of requests. */
export function requestArrivals(
  { pacing, requests }: Pick<ResolvedLoad, "pacing" | "requests">,
  options: ArrivalsOptions,
  seeds: StreamSeeds,
): Arrivals<OutgoingRequest> {
  const mix = new RequestMix(requests, seededRandom(seeds.arrivals), seededRandom(seeds.values));
  return new Arrivals(pacer(pacing, seededRandom(seeds.pacing)), mix, options);
}

/** The requests of a load: which one comes next is drawn by weight, its replicas take turns. */
export class RequestMix {
  readonly #choices: readonly Choice[];
  readonly #random: Random;
  readonly #valueRandom: Random;
  #counter = 0;

  /** `valueRandom` is for templates: which requests come must not depend on what is in them. */
  constructor(requests: readonly ResolvedRequest[], random: Random, valueRandom: Random) {
    const sum = requests.reduce((total, request) => total + request.weight, 0);
    let upTo = 0;
    this.#choices = requests.map((request) => {
      upTo += request.weight / sum;
      return { upTo, recipes: requestRecipes(request), turn: 0 };
    });
    this.#random = random;
    this.#valueRandom = valueRandom;
  }

  next(): OutgoingRequest {
    const drawn = this.#random();
    // The last one takes what rounding left of the sum of shares.
    const choice = this.#choices.find((each) => drawn < each.upTo) ?? this.#choices.at(-1);
    const recipe = choice?.recipes[choice.turn++ % choice.recipes.length];
    if (recipe === undefined) throw new UsageError({ message: "a load needs at least one request with a URL" });
    return recipe(new RequestValues(this.#valueRandom, ++this.#counter));
  }
}

/**
 * The ways to make a request, one for each of its replicas.
 * @param taken values that its templates may have beside those of every request
 */
export function requestRecipes(request: ResolvedRequest, taken: readonly string[] = []): readonly Recipe[] {
  return request.urls.map((url) => recipe(request, url, taken));
}

function recipe(request: ResolvedRequest, url: string, taken: readonly string[]): Recipe {
  const partsOf = (text: string) => templateParts(text, taken);
  const urlParts = partsOf(url);
  const targetOf = targets(urlParts);
  const headers = Object.entries(request.headers).map(([name, value]) => [name, partsOf(value)] as const);
  const bodyParts = request.body === undefined ? undefined : partsOf(request.body);
  const make: Recipe = (values) => ({
    ...targetOf(values),
    method: request.method,
    headers: Object.fromEntries(headers.map(([name, parts]) => [name, renderTemplate(parts, values)])),
    body: bodyParts === undefined ? null : renderTemplate(bodyParts, values),
  });
  const example = makeExample(make, url);
  return [urlParts, ...headers.map(([, parts]) => parts), bodyParts ?? []].every(isFixed) ? () => example : make;
}

type Target = Pick<OutgoingRequest, "origin" | "path">;

/** Makes the target of each request; one without templates is made once. */
function targets(urlParts: readonly TemplatePart[]): (values: RequestValues) => Target {
  let fixed: Target | undefined;
  return (values) => {
    if (fixed !== undefined) return fixed;
    const { origin, pathname, search } = new URL(renderTemplate(urlParts, values, encodeURIComponent));
    const target = { origin, path: pathname + search };
    if (isFixed(urlParts)) fixed = target;
    return target;
  };
}

function isFixed(parts: readonly TemplatePart[]): boolean {
  return parts.every((part) => part.kind === "text");
}

/** Shows at the start, and not with the first arrival, that a URL is none. */
function makeExample(make: Recipe, url: string): OutgoingRequest {
  try {
    return make(new RequestValues(() => 0, 0));
  } catch (cause) {
    throw new UsageError({ message: `"${url}" is not a URL`, hint: "write it like http://127.0.0.1:8080/path", cause });
  }
}

function templateParts(text: string, taken: readonly string[]): readonly TemplatePart[] {
  const parsed = parseTemplate(text, taken);
  if (!parsed.ok) throw new UsageError({ message: `${parsed.problem} (in "${text}")` });
  return parsed.parts;
}
