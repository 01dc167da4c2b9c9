import type { Clock } from "../../values/clock/clock.ts";
import { pollUntil } from "../../values/clock/poll-until.ts";
import { programFile } from "../../values/own-files.ts";
import { Child, diedAtStart } from "./child-process.ts";
import { NeverReadyError } from "./process-errors.ts";

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
    const args = ["proxy", "--listen", "127.0.0.1:0", "--seed", String(seed), "--exit-with-stdin"];
    const command = [process.execPath, programFile("src/cli"), ...args] as const;
    const child = new Child({ title: "the fault proxy", command, env: {}, token, logPath });
    const findApiUrl = () => {
      if (child.exit) throw diedAtStart(child, child.exit);
      return LISTENING.exec(child.lastLines())?.[0];
    };
    const polling = { clock, everyMs: READY_POLL_MS, withinMs: readyWithinMs, signal };
    const apiUrl = await pollUntil(findApiUrl, polling);
    if (apiUrl !== undefined) return new ProxyProcess(child, apiUrl);
    throw new NeverReadyError({
      message: `the fault proxy did not say its address within ${readyWithinMs / 1000} s; ${child.lastWords()}`,
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
