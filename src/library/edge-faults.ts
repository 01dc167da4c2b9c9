import { z } from "zod";
import { down } from "../faults/toxiproxy/down.ts";
import { toxicKinds } from "../faults/toxiproxy/list.ts";
import type { ToxicKind, ToxicSpec } from "../faults/toxiproxy/toxic-kind.ts";
import { checkArgument } from "./argument.ts";

/** A fault of a proxy: toxics on it, or nobody listening at all. */
export type EdgeFault = { readonly toxics: readonly ToxicSpec[] } | "down";

const kinds: readonly (ToxicKind | typeof down)[] = [...toxicKinds, down];

const schema = z.discriminatedUnion(
  "type",
  // As a list it has one at least, which zod's type asks for.
  kinds.map(({ type, params }) => params.safeExtend({ type: z.literal(type) })) as unknown as readonly [
    z.ZodObject<{ type: z.ZodLiteral<string> }>,
  ],
);

/**
 * Reads a fault by the names and keys that experiments use.
 * @throws ArgumentError in the words in which a file would be refused
 */
export function readEdgeFault(type: string, params: object): EdgeFault {
  const { type: _, ...read } = checkArgument("inject", { ...params, type }, schema);
  const kind = kinds.find((known) => known.type === type);
  if (kind === undefined) throw new TypeError(`the schema took ${type}, which is no kind`);
  return "toxics" in kind ? { toxics: kind.toxics(read) } : "down";
}
