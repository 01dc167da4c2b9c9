import type { SignalDelta } from "../judge/measure/signal.ts";
import { addSparse } from "../judge/measure/sparse.ts";
import { emptyDelta, joinDeltas, mergeDeltas } from "../judge/measure/totals.ts";
import type { LoadBatch } from "./load.ts";

/** Results of one sender since the last time that all was taken. */
interface SenderShare {
  signals: Readonly<Record<string, SignalDelta>>;
  scheduleLag: LoadBatch["scheduleLag"];
  grainMs: number;
  stallMs: number;
  /** Takes without a batch from it, in a row. */
  missed: number;
}

/** Makes one load's batches of those that come from several senders, each at its own times. Nothing gets lost. */
export class MergedBatches {
  readonly #senders: readonly SenderShare[];

  constructor(senders: number) {
    this.#senders = Array.from({ length: senders }, () => ({
      signals: {},
      scheduleLag: [],
      grainMs: 0,
      stallMs: 0,
      missed: 0,
    }));
  }

  /** @param sender from 0 */
  add(sender: number, batch: Omit<LoadBatch, "atMs">): void {
    const share = this.#senders[sender];
    if (share === undefined) throw new RangeError(`there is no sender ${sender}`);
    const joined = Object.entries(batch.signals).map(
      ([name, delta]) => [name, joinDeltas(share.signals[name] ?? emptyDelta, delta)] as const,
    );
    share.signals = { ...share.signals, ...Object.fromEntries(joined) };
    share.scheduleLag = addSparse(share.scheduleLag, batch.scheduleLag);
    share.grainMs = Math.max(share.grainMs, batch.grainMs);
    share.stallMs = Math.max(share.stallMs, batch.stallMs);
    share.missed = 0;
  }

  /** All that came since the call before. What is in flight at a sender that said nothing is what it last said. */
  take(): Omit<LoadBatch, "atMs"> {
    const names = new Set(this.#senders.flatMap(({ signals }) => Object.keys(signals)));
    const merged = [...names].map(
      (name) => [name, mergeDeltas(this.#senders.map(({ signals }) => signals[name] ?? emptyDelta))] as const,
    );
    const scheduleLag = this.#senders.reduce<LoadBatch["scheduleLag"]>(
      (sum, share) => addSparse(sum, share.scheduleLag),
      [],
    );
    const grainMs = Math.max(...this.#senders.map((share) => share.grainMs));
    const stallMs = Math.max(...this.#senders.map((share) => share.stallMs));
    for (const share of this.#senders) startAnew(share);
    return { signals: Object.fromEntries(merged), scheduleLag, grainMs, stallMs };
  }

  /** The first sender whose batch was missed in more than so many takes in a row; undefined when there is none. */
  silent(most: number): number | undefined {
    const at = this.#senders.findIndex(({ missed }) => missed > most);
    return at === -1 ? undefined : at;
  }
}

function startAnew(share: SenderShare): void {
  const inFlight = Object.entries(share.signals).map(
    ([name, { inFlight, ages }]) => [name, { ...emptyDelta, inFlight, ages }] as const,
  );
  share.signals = Object.fromEntries(inFlight);
  share.scheduleLag = [];
  share.grainMs = 0;
  share.stallMs = 0;
  share.missed++;
}
