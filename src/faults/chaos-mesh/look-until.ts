import type { ClusterObject } from "../../clients/cluster/cluster-object.ts";
import type { Clock } from "../../values/clock/clock.ts";
import { pollUntil } from "../../values/clock/poll-until.ts";

const EVERY_MS = 200;

/**
 * Looks at an object until it is as it should be, or so much time is over. Resolves with it as it was at the last look;
 * undefined: not there. Rejects with the signal's reason.
 */
export async function lookUntil(
  look: () => Promise<ClusterObject | undefined>,
  isSo: (object: ClusterObject | undefined) => boolean,
  { clock, withinMs, signal }: { readonly clock: Clock; readonly withinMs: number; readonly signal: AbortSignal },
): Promise<ClusterObject | undefined> {
  let object: ClusterObject | undefined;
  const lookOnce = async () => {
    object = await look();
    return isSo(object);
  };
  await pollUntil(lookOnce, { clock, everyMs: EVERY_MS, withinMs, signal });
  return object;
}
