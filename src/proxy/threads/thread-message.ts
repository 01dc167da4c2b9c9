import type { Answer } from "../answer.ts";
import type { Question } from "./proxy-thread.ts";

/** Data that a thread is started with. */
export interface ProxyThreadData {
  readonly seed: number;
}

/** A question to a thread, which its answer names by number, or that it shall end. */
export type ToThread = { readonly id: number; readonly question: Question } | "close";

export interface FromThread {
  readonly id: number;
  readonly answer: Answer;
}
