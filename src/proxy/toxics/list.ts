import { bandwidth } from "./bandwidth.ts";
import { latency } from "./latency.ts";
import { limitData } from "./limit-data.ts";
import { noop } from "./noop.ts";
import { resetPeer } from "./reset-peer.ts";
import { slicer } from "./slicer.ts";
import { slowClose } from "./slow-close.ts";
import { timeout } from "./timeout.ts";
import type { ToxicType } from "./toxic.ts";

/** Every type of toxic; a new one is a file beside this one and a line here. */
const TOXIC_TYPES: readonly ToxicType<never>[] = [
  bandwidth,
  latency,
  limitData,
  noop,
  resetPeer,
  slicer,
  slowClose,
  timeout,
];

/** The type of toxic with that name; undefined when there is none. */
export function toxicType(type: string): ToxicType | undefined {
  return TOXIC_TYPES.find((known) => known.type === type) as ToxicType | undefined;
}
