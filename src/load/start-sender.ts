import { Worker } from "node:worker_threads";
import { untilAborted } from "../values/clock/deadline.ts";
import { type ErrorParts, InconclusiveError } from "../values/errors.ts";
import { programFile } from "../values/own-files.ts";
import { CommandError } from "./commands/command-error.ts";
import { GeneratorError } from "./generators/generator-error.ts";
import { type LoadOptions, type ResolvedLoad, type RunningLoad, WHOLE_LOAD } from "./load.ts";
import type { SenderThreadData, SenderThreadMessage, SenderThreadOrder } from "./sender-thread.ts";

/** Starts a thread that sends a share of loads, all of them unless the options say else. Resolves when it sends. */
export async function startSender(loads: readonly ResolvedLoad[], options: LoadOptions): Promise<RunningLoad> {
  const thread = startThread(loads, options);
  const started = Promise.withResolvers<void>();
  let isStarted = false;
  let isOver = false;
  const running = runningIn(thread, () => {
    isOver = true;
  });
  const broke = (cause: unknown) => {
    // An error is followed by the thread's end.
    if (isOver) return;
    isOver = true;
    const error = new InconclusiveError({ ...partsOf(cause), cause });
    if (isStarted) options.onBroken(error);
    else started.reject(error);
  };
  thread.on("message", (message: SenderThreadMessage) => {
    if (message.kind === "batch") options.onBatch(message.batch);
    else if (message.kind === "sampled") options.onSampled?.(message.requests);
    else if (message.kind === "stopped") void thread.terminate();
    else {
      isStarted = true;
      started.resolve();
    }
  });
  thread.once("error", broke);
  thread.once("exit", (code) => broke(`it ended with code ${code}`));
  try {
    await untilAborted(started.promise, options.signal);
  } catch (error) {
    // One that is given up may come up all the same: it ends then.
    void running.stop();
    throw error;
  }
  return running;
}

function startThread(loads: readonly ResolvedLoad[], options: LoadOptions): Worker {
  const { seed, batchEveryMs, share = WHOLE_LOAD, run, onSampled } = options;
  const workerData: SenderThreadData = { loads, seed, batchEveryMs, share, run, samples: onSampled !== undefined };
  return new Worker(programFile("src/load/sender-thread"), { workerData });
}

function runningIn(thread: Worker, onStop: () => void): RunningLoad {
  const ended = new Promise<void>((resolve) => thread.once("exit", () => resolve()));
  return {
    stop(signal) {
      onStop();
      thread.postMessage({ kind: "stop" } satisfies SenderThreadOrder);
      signal?.addEventListener("abort", () => void thread.terminate(), { once: true });
      return ended;
    },
    capRetries(load, most) {
      thread.postMessage({ kind: "cap-retries", load, most } satisfies SenderThreadOrder);
    },
  };
}

function partsOf(cause: unknown): Omit<ErrorParts, "cause"> {
  if (CommandError.is(cause)) return { message: cause.message, hint: cause.hint };
  if (GeneratorError.is(cause)) {
    return { message: cause.message, hint: "Start it by hand with the same targets, and see what it says." };
  }
  return {
    message: `the load's own thread broke: ${cause instanceof Error ? cause.message : cause}`,
    hint: "this is a fault of brownout, not of the target: please report it with the cause",
  };
}
