import type { MessagePort } from "node:worker_threads";
import { OwnThread, type OwnThreadOptions } from "./own-thread.ts";
import type { FromThread, ToThread } from "./thread-message.ts";

/** Answers what the thread that started this one asks, until it says to close. */
export function serveThread(port: MessagePort, options: OwnThreadOptions): void {
  const thread = new OwnThread(options);
  port.on("message", async (message: ToThread) => {
    if (message === "close") {
      await thread.close();
      port.close();
    } else {
      const answer = await thread.ask(message.question);
      port.postMessage({ id: message.id, answer } satisfies FromThread);
    }
  });
}
