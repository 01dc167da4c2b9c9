import type { RunEvent } from "../judge/history/event.ts";
import type { RunResult } from "../judge/history/result.ts";
import type { RunState } from "../judge/history/run-state.ts";
import type { SampledRequest } from "../load/load.ts";

/**
 * A place outside that is told of a run while it goes on. Nothing in it can hold the run up or change its verdict: what fails is
 * a warning.
 */
export interface Outlet {
  /** For warnings: `webhook of hooks.test`. Without what may be a secret, such as the path of a URL. */
  readonly name: string;
  /** Hears of an event, in order. Returns at once. */
  tell(event: RunEvent, state: RunState): void;
  /** Hears of sampled requests that have ended, with times in ms of the run. Returns at once. Where it isn't there, none are sampled. */
  tellSampled?(requests: readonly SampledRequest[]): void;
  /**
   * Hears how the run ended, when all is out and judged. Resolves when everything is delivered, and rejects with what wasn't.
   * @param signal aborts when nobody waits any longer
   */
  finish(result: RunResult, signal: AbortSignal): Promise<void>;
  /** Lets go of what it holds. Never rejects. */
  close(): Promise<void>;
}
