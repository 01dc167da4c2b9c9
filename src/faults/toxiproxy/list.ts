import type { ToxicTypes } from "../../proxy/toxic-types.ts";
import { noop } from "../../proxy/toxics/noop.ts";
import { messageKinds } from "../messages/list.ts";
import { bandwidth } from "./bandwidth.ts";
import { latency } from "./latency.ts";
import { limit } from "./limit.ts";
import { reset } from "./reset.ts";
import { slicer } from "./slicer.ts";
import { slowClose } from "./slow-close.ts";
import { timeout } from "./timeout.ts";
import type { MadeOfToxics, ToxicKind } from "./toxic-kind.ts";

/** Kinds that are toxics on the proxies of an edge. A new one is a file beside them and a line here. */
export const toxicKinds: readonly ToxicKind[] = [latency, bandwidth, slowClose, timeout, reset, slicer, limit];

/** Every kind that is made of toxics. Those on messages only our own proxy makes. */
export const madeOfToxics: readonly MadeOfToxics[] = [...toxicKinds, ...messageKinds];

/** Every type of toxic that our proxy knows: those that the kinds are made of, and the stock server's that does nothing. */
export const toxicTypes: ToxicTypes = [noop, ...new Set(madeOfToxics.flatMap((kind) => kind.toxicTypes))];
