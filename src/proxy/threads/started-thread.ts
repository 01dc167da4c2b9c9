import { Worker } from "node:worker_threads";
import { programFile } from "../../values/own-files.ts";
import type { Answer } from "../answer.ts";
import type { ProxyThread, Question } from "./proxy-thread.ts";
import { ThreadLostError } from "./thread-lost-error.ts";
import type { FromThread, ProxyThreadData, ToThread } from "./thread-message.ts";

/** A thread beside this one, which is asked by messages. */
export class StartedThread implements ProxyThread {
  readonly #worker: Worker;
  readonly #waiting = new Map<number, PromiseWithResolvers<Answer>>();
  readonly #ended: Promise<void>;
  #count = 0;
  #isClosing = false;
  #lost: ThreadLostError | undefined;

  /** @param onLost called when it ends without having been told to */
  constructor(workerData: ProxyThreadData, onLost: (error: ThreadLostError) => void) {
    this.#worker = new Worker(programFile("src/faults/toxiproxy/proxy-thread"), { workerData });
    this.#worker.on("message", ({ id, answer }: FromThread) => {
      this.#waiting.get(id)?.resolve(answer);
      this.#waiting.delete(id);
    });
    let cause: unknown;
    // An error is followed by the thread's end.
    this.#worker.once("error", (error) => {
      cause = error;
    });
    this.#ended = new Promise((resolve) => {
      this.#worker.once("exit", (code) => {
        resolve();
        const lost = new ThreadLostError(cause ?? new Error(`it ended with code ${code}`));
        this.#lost = lost;
        for (const { reject } of this.#waiting.values()) reject(lost);
        if (!this.#isClosing || cause !== undefined) onLost(lost);
      });
    });
  }

  async ask(question: Question): Promise<Answer> {
    if (this.#lost !== undefined) throw this.#lost;
    const id = ++this.#count;
    const waiting = Promise.withResolvers<Answer>();
    this.#waiting.set(id, waiting);
    this.#say({ id, question });
    return waiting.promise;
  }

  close(): Promise<void> {
    this.#isClosing = true;
    this.#say("close");
    return this.#ended;
  }

  #say(message: ToThread): void {
    this.#worker.postMessage(message);
  }
}
