import { parentPort, workerData } from "node:worker_threads";
import { watchLoopDelay } from "../values/clock/loop-delay.ts";
import { systemClock } from "../values/clock/system-clock.ts";
import { Alarm } from "./alarm.ts";
import { prepareCommands } from "./commands/list.ts";
import type { LoadBatch, LoadShare, ResolvedLoad, SampledRequest } from "./load.ts";
import { Sender } from "./sender.ts";
import { warmUp } from "./warm-up.ts";

/** Data that the thread is started with. */
export interface SenderThreadData {
  readonly loads: readonly ResolvedLoad[];
  readonly seed: number;
  readonly batchEveryMs: number;
  readonly share: LoadShare;
  readonly run: string;
  readonly samples: boolean;
}

/** Messages to the thread. */
export type SenderThreadOrder =
  | { readonly kind: "stop" }
  | { readonly kind: "cap-retries"; readonly load: string; readonly most: number | undefined };

/** Messages of the thread. */
export type SenderThreadMessage =
  | { readonly kind: "started" }
  | { readonly kind: "batch"; readonly batch: LoadBatch }
  | { readonly kind: "sampled"; readonly requests: readonly SampledRequest[] }
  | { readonly kind: "stopped" };

/**
 * The loads begin so much later than they could: what is done once took the first arrivals 5 ms, and that would count as the
 * target's.
 */
const SETTLE_MS = 10;

const { loads, seed, batchEveryMs, share, run, samples } = workerData as SenderThreadData;
const say = (message: SenderThreadMessage) => parentPort?.postMessage(message);

const alarm = new Alarm();
// The alarm's first ring shows that its thread is up.
await alarm.waitUntil(0);
await warmUp(systemClock, alarm);

const connects = await prepareCommands(loads, systemClock);
const startMs = systemClock.nowMs() + SETTLE_MS;
const sender = new Sender(loads, { seed, share, run, samples, startMs }, systemClock, alarm, connects);
const loop = watchLoopDelay();
const takeBatch = () => ({ ...sender.takeBatch(), stallMs: loop.takeMaxMs() });
const sayBatch = () => {
  say({ kind: "batch", batch: takeBatch() });
  const requests = sender.takeSampled();
  if (requests.length > 0) say({ kind: "sampled", requests });
};
const cancelBatches = systemClock.every(batchEveryMs, sayBatch);
const stop = async () => {
  cancelBatches();
  sayBatch();
  loop.stop();
  sender.stop();
  await alarm.close();
  say({ kind: "stopped" });
};
parentPort?.on("message", (order: SenderThreadOrder) => {
  if (order.kind === "stop") void stop();
  else sender.capRetries(order.load, order.most);
});
systemClock.after(SETTLE_MS, () => say({ kind: "started" }));
await sender.run();
