import type { ServicePods } from "./result.ts";

type PodChange = ServicePods["counts"][number] & { readonly service: string };

/** How many pods services had ready, and when that changed. */
export class PodLog {
  readonly #services = new Map<string, ServicePods["counts"][number][]>();

  add({ service, atMs, ready, desired }: PodChange): void {
    const counts = this.#services.get(service);
    const count = { atMs, ready, desired };
    if (counts === undefined) this.#services.set(service, [count]);
    else counts.push(count);
  }

  all(): readonly ServicePods[] {
    return [...this.#services].map(([service, counts]) => ({ service, counts }));
  }
}
