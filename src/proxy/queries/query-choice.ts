import type { z } from "zod";
import type { AppliedQueryToxic } from "../applied-toxic.ts";
import { RequestNumbers } from "../messages/call-counts.ts";
import { countShape, isAskedFor, isDrawn, textSchema } from "../messages/choice.ts";
import type { Query } from "./query.ts";

/** The attributes by which a toxic chooses queries. All have to fit; what isn't asked for fits. */
export const queryChoiceShape = { match: textSchema.default(""), ...countShape };

export type QueryChoice = Readonly<z.infer<z.ZodObject<typeof queryChoiceShape>>>;

/** Counts a query for all toxics that count it, and tells which of them choose it. */
export function choosingQuery(
  toxics: readonly AppliedQueryToxic[],
  query: Query,
  seed: number,
): readonly AppliedQueryToxic[] {
  const numbers = new RequestNumbers();
  return toxics.filter(({ type, attributes, counts, name }) => {
    if (type.canActOn?.(query, attributes) === false) return false;
    if (attributes.match !== "" && !query.fits(attributes.match)) return false;
    const n = numbers.in(counts, "");
    return isAskedFor(attributes, n) && isDrawn(attributes, seed, attributes.group || name, n);
  });
}
