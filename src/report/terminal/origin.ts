import type { Origin } from "../../judge/history/result.ts";

/** An origin in a few words; undefined when there is none. */
export function originName(origin: Origin | null): string | undefined {
  switch (origin?.kind) {
    case "edge":
      return origin.edge;
    case "service":
      return `${origin.service} itself`;
    case "not-measured":
      return "not on an edge that is measured";
    default:
      return undefined;
  }
}
