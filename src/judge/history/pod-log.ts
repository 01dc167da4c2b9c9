import type { PodsAt, ServicePods } from "./result.ts";

type PodChange = PodsAt & { readonly service: string };

/** Log of the number of pods that services had ready, and of the times at which it changed. */
export class PodLog {
  readonly #services = new Map<string, [PodsAt, ...PodsAt[]]>();

  add({ service, atMs, ready, desired }: PodChange): void {
    const counts = this.#services.get(service);
    const count = { atMs, ready, desired };
    if (counts === undefined) this.#services.set(service, [count]);
    else counts.push(count);
  }

  /** @param nowMs until when the last counts hold */
  all(nowMs: number): readonly ServicePods[] {
    return [...this.#services].map(([service, counts]) => ({ service, counts, ...gapOf(counts, nowMs) }));
  }
}

function gapOf(counts: readonly [PodsAt, ...PodsAt[]], nowMs: number): Pick<ServicePods, "fewest" | "tooFewMs"> {
  const wanted = counts.map((count) => asAtFirst(count, counts[0]));
  const fewest = wanted.reduce((least, count) => (shareOf(count) < shareOf(least) ? count : least));
  const tooFewMs = wanted
    .map((count, at) => (shareOf(count) < 1 ? (counts[at + 1]?.atMs ?? nowMs) - count.atMs : 0))
    .reduce((sum, ms) => sum + ms, 0);
  return { fewest, tooFewMs };
}

/** A service that is scaled down, by a fault or by somebody, lacks the pods that it was to have at first. */
export function asAtFirst(count: PodsAt, { desired }: PodsAt): PodsAt {
  return { ...count, desired: Math.max(count.desired, desired) };
}

/** Of the pods that there should be; a service that should have none has all of them. */
export function shareOf({ ready, desired }: PodsAt): number {
  return desired === 0 ? 1 : ready / desired;
}
