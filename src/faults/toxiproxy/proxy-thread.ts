/** A thread of the fault proxy: some of its proxies, which the main thread asks for by messages. */
import { parentPort, workerData } from "node:worker_threads";
import { serveThread } from "../../proxy/threads/serve-thread.ts";
import type { ProxyThreadData } from "../../proxy/threads/thread-message.ts";
import { systemClock } from "../../values/clock/system-clock.ts";
import { toxicTypes } from "./list.ts";

const { seed } = workerData as ProxyThreadData;
if (parentPort === null) throw new Error("this file is started as a thread");
serveThread(parentPort, { clock: systemClock, seed, toxicTypes });
