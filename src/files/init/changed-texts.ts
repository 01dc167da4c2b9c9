import type { ComposeService } from "../compose-file/compose-file.ts";
import type { ComposeEdge, Mention } from "../compose-file/find-edges.ts";
import { isSamePlace, type TextPlace } from "../compose-file/service-text.ts";
import { type Change, type Refused, rewrittenText } from "./rewritten-text.ts";

/** The name of the proxy's service, by which callers reach it. */
export const SERVER = "toxiproxy";

/** An edge, and the port of the proxy that its caller is to be told of. */
export interface ToldEdge extends ComposeEdge {
  readonly listen: number;
}

/** Keys of a caller with the proxy's address in the place of the callees', for an override. */
export interface ChangedTexts {
  readonly environment: Readonly<Record<string, string>>;
  readonly command?: string | readonly string[];
  readonly entrypoint?: string | readonly string[];
}

/** Texts of a caller that tell it of edges. None of them is {@link refusedMention}. */
export function changedTexts(caller: ComposeService, edges: readonly ToldEdge[]): ChangedTexts {
  const environment = caller.texts.flatMap(({ place, value }) => {
    const changes = changesIn(place, edges);
    if (place.key !== "environment" || changes.length === 0) return [];
    return [[place.variable, written(rewrittenText(value, changes))]];
  });
  const commands = (["command", "entrypoint"] as const).flatMap((key) => {
    const texts = caller.texts.filter(({ place }) => place.key === key);
    if (texts.every(({ place }) => changesIn(place, edges).length === 0)) return [];
    const words = texts.map(({ place, value }) => written(rewrittenText(value, changesIn(place, edges))));
    const isLine = texts.some(({ place }) => place.key === key && place.index === undefined);
    return [[key, isLine ? words[0] : words]];
  });
  return { environment: Object.fromEntries(environment), ...Object.fromEntries(commands) };
}

/**
 * The reason why a caller can't be told of the proxy where an edge is mentioned: something that may be secret would have
 * to be written down. Undefined where it can be.
 */
export function refusedMention(
  caller: ComposeService,
  edge: ComposeEdge,
  ofCaller: readonly ComposeEdge[],
): Refused | undefined {
  // Any port will do to see it.
  const told = ofCaller.map((each) => ({ ...each, listen: 1 }));
  for (const { place } of edge.mentions) {
    // A file is copied as it is, and a command is written down as a whole.
    if (place.key === "file") continue;
    const texts = caller.texts.filter((text) =>
      place.key === "environment" ? isSamePlace(text.place, place) : text.place.key === place.key,
    );
    for (const { value, place: each } of texts) {
      const text = rewrittenText(value, changesIn(each, told));
      if (typeof text !== "string") return text;
    }
  }
  return undefined;
}

/** Changes of a text that tell its service of the proxy. */
export function changesIn(place: TextPlace, edges: readonly ToldEdge[]): Change[] {
  return edges.flatMap(({ mentions, listen }) =>
    mentions
      .filter((mention) => isSamePlace(mention.place, place))
      .map(({ from, to, holds }) => ({ from, to, by: addressOf(holds, listen) })),
  );
}

function addressOf(holds: Mention["holds"], listen: number): string {
  if (holds === "host and port") return `${SERVER}:${listen}`;
  return holds === "host" ? SERVER : String(listen);
}

function written(text: string | Refused): string {
  if (typeof text === "string") return text;
  throw new TypeError("a text that may not be written down was to be");
}
