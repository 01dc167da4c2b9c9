import type { Answer } from "../answer.ts";

/** A request of the API to the proxies of one thread: plain data, as it may go to another thread. */
export interface Question {
  /** As `routeName` has it. */
  readonly route: string;
  /** Name of the proxy in the path; empty when it has none. */
  readonly proxy: string;
  /** Name of the toxic in the path; empty when it has none. */
  readonly toxic: string;
  readonly body: Uint8Array;
}

/** A part of a server's proxies, whole with their toxics, counts and connections, in one thread. */
export interface ProxyThread {
  /** Answers a request. Whatever goes wrong in it is an answer; rejects when the thread itself is gone. */
  ask(question: Question): Promise<Answer>;
  /** Closes every proxy and every connection. */
  close(): Promise<void>;
}
