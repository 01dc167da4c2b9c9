import { z } from "zod";
import type { FaultKind } from "../../files/experiment/fault-kind.ts";
import type { JsonValue } from "../../values/json.ts";
import type { MadeOfToxics, ToxicSpec } from "../toxiproxy/toxic-kind.ts";
import { type Choosing, chosenWords, countingKeys } from "./choosing.ts";

/** A fault on the requests or queries of an edge and their answers, which a toxic of our own proxy makes. */
export interface MessageKind<Params = unknown> extends MadeOfToxics<Params> {
  readonly countsTogether: true;
}

/** All that kinds on requests have in common. */
export const onMessages = {
  countsTogether: true,
  protocols: ["http1", "http2", "grpc"],
  missed: (edge: string, params: Choosing) =>
    `of the calls that crossed ${edge} none was one that it acts on (${chosenWords(params)}): ` +
    "was there one, in HTTP, and at the proxy's address?",
} as const;

/** Words in place of those, of a kind that doesn't count a message which it leaves as it is. @param left which those are, in a sentence */
export function missedOrLeft(left: string) {
  return { missed: (edge: string, params: Choosing) => `${onMessages.missed(edge, params)} ${left}` };
}

/** The keys of a kind that Chaos Mesh makes of a service, where it knows only a port, a path and a method. */
export const portKey = {
  port: z
    .int()
    .min(1)
    .max(65_535)
    .optional()
    .meta({
      description: "On a service alone, and needed there: what the pods listen on, not the Service's",
      examples: [8080],
    }),
};

export interface OnPort {
  /** Of a service's pods; none on an edge. */
  readonly port?: number | undefined;
}

/**
 * The target of a kind that is made of services, too.
 * @param ownKeys of its keys those that only our proxy knows
 */
export function onEdgeOrService(...ownKeys: readonly string[]) {
  return {
    targets: "either",
    onlyOnEdge: [...Object.keys(countingKeys), ...ownKeys],
    neededOnService: Object.keys(portKey),
  } as const satisfies Partial<FaultKind>;
}

/** `requests to POST /charge on port 8080`: those of a service's route. */
export function routeWords({ port, ...route }: Choosing & OnPort): string {
  return `${chosenWords(route)} on port ${port}`;
}

/** The one toxic of a fault on messages. Its attributes are the keys that are set. */
export function messageToxic(
  type: string,
  keys: Readonly<Record<string, JsonValue | undefined>>,
  group: string,
): readonly ToxicSpec[] {
  const attributes = Object.entries(keys).filter((entry): entry is [string, JsonValue] => entry[1] !== undefined);
  return [{ type, stream: "downstream", toxicity: 1, attributes: { ...Object.fromEntries(attributes), group } }];
}
