import type { ClusterObject } from "../../clients/cluster/cluster-object.ts";
import { type Clock, sleep } from "../../values/clock/clock.ts";

const EVERY_MS = 200;

/** The object as it was at the last look; undefined: not there. */
export interface LastLook {
  readonly isSo: boolean;
  readonly object: ClusterObject | undefined;
}

/** Looks at an object until it is as it should be, or so much time is over. Rejects with the signal's reason. */
export async function lookUntil(
  look: () => Promise<ClusterObject | undefined>,
  isSo: (object: ClusterObject | undefined) => boolean,
  { clock, withinMs, signal }: { readonly clock: Clock; readonly withinMs: number; readonly signal: AbortSignal },
): Promise<LastLook> {
  const endMs = clock.nowMs() + withinMs;
  while (true) {
    const object = await look();
    if (isSo(object)) return { isSo: true, object };
    if (clock.nowMs() >= endMs) return { isSo: false, object };
    await sleep(clock, EVERY_MS, signal);
  }
}
