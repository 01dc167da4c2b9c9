import { z } from "zod";
import { down } from "../faults/toxiproxy/down.ts";
import { isReplay } from "../faults/toxiproxy/latency.ts";
import { madeOfToxics } from "../faults/toxiproxy/list.ts";
import { type MadeOfToxics, type ToxicSpec, toxicsOf } from "../faults/toxiproxy/toxic-kind.ts";
import { misplacedKeys } from "../files/experiment/misplaced-keys.ts";
import { argumentError, checkArgument } from "./argument.ts";

/** A fault of a proxy: toxics on it, or nobody listening at all. */
export type EdgeFault = { readonly toxics: readonly ToxicSpec[] } | "down";

const kinds: readonly (MadeOfToxics | typeof down)[] = [...madeOfToxics, down];

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
  const [misplaced] = misplacedKeys(kind, "edge", read);
  if (misplaced !== undefined) throw argumentError("inject", misplaced.key, misplaced.message);
  if (isReplay({ type, params: read })) {
    throw argumentError(
      "inject",
      "latency",
      "no run is read here: give its percentiles, as `brownout report` has them",
    );
  }
  return "toxics" in kind ? { toxics: toxicsOf(kind, read, "") } : "down";
}
