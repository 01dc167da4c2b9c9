import { type ChildProcess, fork } from "node:child_process";
import { once } from "node:events";

/** A server in a process of its own. */
export class Target {
  readonly url: string;
  readonly #process: ChildProcess;

  constructor(process: ChildProcess, port: number) {
    this.#process = process;
    this.url = `http://127.0.0.1:${port}/`;
  }

  static async start(): Promise<Target> {
    const process = fork(new URL("./target-process.ts", import.meta.url));
    const [port] = await once(process, "message");
    return new Target(process, port);
  }

  /** Takes the times at which requests arrived since the last call, on the machine's monotonic clock. */
  async takeArrivalsMs(): Promise<number[]> {
    this.#process.send("arrivals");
    const [arrivalsMs] = await once(this.#process, "message");
    return arrivalsMs;
  }

  /** Stops it for `freezeMs` in each `periodMs`, in the middle; returns how to end that. */
  freezeRegularly(freezeMs: number, periodMs: number): () => void {
    let timer = setTimeout(freeze, (periodMs - freezeMs) / 2, this.#process);
    function freeze(process: ChildProcess): void {
      process.kill("SIGSTOP");
      timer = setTimeout(thaw, freezeMs, process);
    }
    function thaw(process: ChildProcess): void {
      process.kill("SIGCONT");
      timer = setTimeout(freeze, periodMs - freezeMs, process);
    }
    return () => {
      clearTimeout(timer);
      this.#process.kill("SIGCONT");
    };
  }

  stop(): void {
    this.#process.kill("SIGKILL");
  }
}
