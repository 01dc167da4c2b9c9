import type { LoadBatch, LoadOptions, LoadShare, ResolvedLoad, RunningLoad } from "./load.ts";
import { WHOLE_LOAD } from "./load.ts";
import { MergedBatches } from "./merged-batches.ts";
import { startSender } from "./start-sender.ts";

/**
 * Starts threads that send an equal share of loads each, as pods do (docs/decisions/0005), and puts what they measured together: a
 * batch comes when each of them has said something, so that one that is stuck is as silent as one alone would be. Each begins when
 * it is up, within some milliseconds of the others.
 */
export async function startSenders(
  count: number,
  loads: readonly ResolvedLoad[],
  options: LoadOptions,
): Promise<RunningLoad> {
  const { seed, batchEveryMs, share = WHOLE_LOAD, run, onSampled, signal } = options;
  const batches = new SharedBatches(count, (batch) => options.onBatch(batch));
  const broken = onlyFirst((error) => options.onBroken(error));
  const starting = Array.from({ length: count }, (_one, index) =>
    startSender(loads, {
      seed,
      batchEveryMs,
      run,
      ...(index === 0 && onSampled && { onSampled }),
      share: partOf(share, { index, of: count }),
      signal,
      onBatch: (batch) => batches.add(index, batch),
      onBroken: broken,
    }),
  );
  const senders = await all(starting);
  return {
    async stop(signal) {
      await Promise.all(senders.map((sender) => sender.stop(signal)));
      batches.deliver();
    },
    capRetries(load, most) {
      for (const sender of senders) sender.capRetries?.(load, most);
    },
  };
}

/** A share of a share. */
function partOf(whole: LoadShare, part: LoadShare): LoadShare {
  return { index: whole.index + whole.of * part.index, of: whole.of * part.of };
}

/** Rejects with the first that can't start, when the others were stopped. */
async function all(starting: readonly Promise<RunningLoad>[]): Promise<readonly RunningLoad[]> {
  const started = await Promise.allSettled(starting);
  const senders = started.flatMap((one) => (one.status === "fulfilled" ? [one.value] : []));
  const failed = started.find((one) => one.status === "rejected");
  if (failed === undefined) return senders;
  await Promise.all(senders.map((sender) => sender.stop()));
  throw failed.reason;
}

function onlyFirst(tell: (error: Error) => void): (error: Error) => void {
  let isTold = false;
  return (error) => {
    if (!isTold) tell(error);
    isTold = true;
  };
}

/** Delivers one batch for those that all threads have sent since the one before. */
class SharedBatches {
  readonly #merged: MergedBatches;
  readonly #count: number;
  readonly #onBatch: (batch: LoadBatch) => void;
  readonly #heard = new Set<number>();
  #atMs = 0;

  constructor(count: number, onBatch: (batch: LoadBatch) => void) {
    this.#merged = new MergedBatches(count);
    this.#count = count;
    this.#onBatch = onBatch;
  }

  add(index: number, batch: LoadBatch): void {
    this.#merged.add(index, batch);
    this.#atMs = Math.max(this.#atMs, batch.atMs);
    if (this.#heard.add(index).size === this.#count) this.deliver();
  }

  /** Delivers what has come, if anything has. */
  deliver(): void {
    if (this.#heard.size === 0) return;
    this.#heard.clear();
    this.#onBatch({ atMs: this.#atMs, ...this.#merged.take() });
  }
}
