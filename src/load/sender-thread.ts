import { parentPort, workerData } from "node:worker_threads";
import { systemClock } from "../clock/system-clock.ts";
import type { LoadBatch, ResolvedLoad } from "./load.ts";
import { Sender } from "./sender.ts";

/** What the thread is started with. */
export interface SenderThreadData {
  readonly loads: readonly ResolvedLoad[];
  readonly seed: number;
  readonly batchEveryMs: number;
}

/** What the thread says; any message to it means that it is to stop. */
export type SenderThreadMessage =
  | { readonly kind: "started" }
  | { readonly kind: "batch"; readonly batch: LoadBatch }
  | { readonly kind: "stopped" };

const { loads, seed, batchEveryMs } = workerData as SenderThreadData;
const say = (message: SenderThreadMessage) => parentPort?.postMessage(message);

const sender = new Sender(loads, {
  seed,
  batchEveryMs,
  clock: systemClock,
  onBatch: (batch) => say({ kind: "batch", batch }),
});
parentPort?.once("message", async () => {
  await sender.stop();
  say({ kind: "stopped" });
});
say({ kind: "started" });
