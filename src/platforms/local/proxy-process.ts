import { type Clock, sleep } from "../../values/clock/clock.ts";
import { programFile } from "../../values/own-files.ts";
import { Child, diedAtStart } from "./child-process.ts";
import { NeverReadyError } from "./local-errors.ts";

const READY_POLL_MS = 10;
/** Pattern of the line in which the proxy command says where its API is. */
const LISTENING = /http:\/\/127\.0\.0\.1:\d+/;

/** The fault proxy server, in a process of its own: `brownout proxy`. */
export class ProxyProcess {
  readonly child: Child;
  readonly apiUrl: string;

  private constructor(child: Child, apiUrl: string) {
    this.child = child;
    this.apiUrl = apiUrl;
  }

  static async start(options: ProxyOptions): Promise<ProxyProcess> {
    const { clock, token, logPath, readyWithinMs, signal, seed } = options;
    const program = programFile("../../cli", import.meta.url);
    const args = ["proxy", "--listen", "127.0.0.1:0", "--seed", String(seed), "--exit-with-stdin"];
    const child = new Child({ title: "the fault proxy", program, args, env: {}, token, logPath });
    const deadlineMs = clock.nowMs() + readyWithinMs;
    while (clock.nowMs() < deadlineMs) {
      if (child.exit) throw diedAtStart(child, child.exit);
      const apiUrl = LISTENING.exec(child.lastLines())?.[0];
      if (apiUrl !== undefined) return new ProxyProcess(child, apiUrl);
      await sleep(clock, READY_POLL_MS, signal);
    }
    throw new NeverReadyError({
      message: `the fault proxy did not say its address within ${readyWithinMs / 1000} s; its last words:\n${child.lastLines()}`,
      hint: "Its log in the run's folder has all of it.",
    });
  }
}

export interface ProxyOptions {
  readonly clock: Clock;
  readonly token: string;
  readonly logPath: string;
  readonly readyWithinMs: number;
  /** Repeats the proxy's draws. */
  readonly seed: number;
  readonly signal: AbortSignal;
}
