import type { Cancel, Clock } from "../values/clock/clock.ts";
import { untilAborted } from "../values/clock/deadline.ts";
import { version } from "../values/version.ts";
import type { LoadDriver, LoadOptions, ResolvedLoad, RunningLoad } from "./load.ts";
import { MergedBatches } from "./merged-batches.ts";
import { type RemoteSender, SenderLink, SenderLostError } from "./sender-link.ts";

/** A batch is to come each time; a sender from which so many are missing is stuck, or the way to it is. */
const MISSED_MAX = 40;

/** Has loads sent by processes elsewhere, an equal share each, and puts what they measured together. */
export function remoteLoad(senders: readonly RemoteSender[], clock: Clock): LoadDriver {
  return {
    async start(loads, options) {
      const load = new RemoteLoad(senders, clock, options);
      await load.start(loads);
      return load;
    },
  };
}

class RemoteLoad implements RunningLoad {
  readonly #senders: readonly RemoteSender[];
  readonly #options: LoadOptions;
  readonly #clock: Clock;
  readonly #batches: MergedBatches;
  readonly #links: readonly SenderLink[];
  #isStarted = false;
  #lost: Error | undefined;
  #cancel: Cancel = () => undefined;

  constructor(senders: readonly RemoteSender[], clock: Clock, options: LoadOptions) {
    this.#senders = senders;
    this.#clock = clock;
    this.#options = options;
    this.#batches = new MergedBatches(senders.length);
    this.#links = senders.map(
      (sender, index) =>
        new SenderLink(sender, clock, {
          onBatch: (batch) => this.#batches.add(index, batch),
          onLost: (error) => this.#lose(error),
        }),
    );
  }

  /** Rejects with the first sender that can't. */
  async start(loads: readonly ResolvedLoad[]): Promise<void> {
    const { seed, batchEveryMs, run, signal } = this.#options;
    const of = this.#senders.length;
    try {
      const starting = this.#links.map((link, index) =>
        link.start({ version, loads, seed, batchEveryMs, share: { index, of }, run }),
      );
      await untilAborted(Promise.all(starting), signal);
      if (this.#lost) throw this.#lost;
    } catch (error) {
      this.#close();
      throw error;
    }
    this.#isStarted = true;
    this.#cancel = this.#clock.every(batchEveryMs, () => this.#deliver());
  }

  async stop(signal?: AbortSignal): Promise<void> {
    this.#cancel();
    signal?.addEventListener("abort", () => this.#close(), { once: true });
    await Promise.all(this.#links.map((link) => link.stop()));
    this.#deliver();
  }

  #close(): void {
    for (const link of this.#links) link.close();
  }

  #deliver(): void {
    this.#options.onBatch({ atMs: this.#clock.nowMs(), ...this.#batches.take() });
    const silent = this.#batches.silent(MISSED_MAX);
    if (silent === undefined) return;
    const sender = this.#senders[silent];
    this.#lose(
      new SenderLostError({
        message: `${sender?.name} said nothing for ${MISSED_MAX} batches of ${this.#options.batchEveryMs} ms (${sender?.state()})`,
        hint: "It, or the way to it, may have too much to do; run the experiment with less load, or from more senders.",
      }),
    );
  }

  #lose(error: Error): void {
    this.#cancel();
    this.#lost ??= error;
    if (this.#isStarted) this.#options.onBroken(error);
  }
}
