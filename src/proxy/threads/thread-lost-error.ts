import { BrownoutError, messageOf } from "../../values/errors.ts";

/** A thread of the proxy has ended by itself, with all its proxies. */
export class ThreadLostError extends BrownoutError {
  readonly code = "E_PROXY_THREAD_LOST";

  constructor(cause: unknown) {
    super({
      message: `a thread of the fault proxy broke, and every connection through it: ${messageOf(cause)}`,
      hint: "This is a fault of brownout: please report it with what stands here. Until then, --threads 1 may go round it.",
      cause,
    });
  }
}
