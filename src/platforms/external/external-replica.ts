import type { Replica, ReplicaState } from "../../faults/process/replica.ts";
import { type Clock, sleep } from "../../values/clock/clock.ts";
import { pollUntil } from "../../values/clock/poll-until.ts";
import { ExternalProcessError } from "./external-errors.ts";
import type { ForeignProcess } from "./external-process.ts";
import { ServiceUnit } from "./service-unit.ts";

const POLL_MS = 50;

/** The only replica of an external service, for faults on its process. */
export class ExternalReplica implements Replica {
  readonly number = 1;
  readonly service: string;
  readonly process: ForeignProcess | ServiceUnit;
  readonly #clock: Clock;

  constructor(service: string, process: ForeignProcess | ServiceUnit, clock: Clock) {
    this.service = service;
    this.process = process;
    this.#clock = clock;
  }

  async observe(): Promise<ReplicaState> {
    return this.process.observe();
  }

  kill(): Promise<void> {
    return this.terminate(0);
  }

  /** Only of a unit: what else runs nobody here can start again. systemd is told to stop it, so that it doesn't start it anew. */
  async terminate(graceMs: number): Promise<void> {
    const unit = this.#unit();
    await unit.stop();
    const isGone = async () => (await unit.observe()).state === "gone";
    const polling = { clock: this.#clock, everyMs: POLL_MS };
    if (graceMs > 0 && (await pollUntil(isGone, { ...polling, withinMs: graceMs }))) return;
    await unit.signal("SIGKILL");
    await pollUntil(isGone, polling);
  }

  async pause(): Promise<void> {
    await this.process.signal("SIGSTOP");
  }

  async resume(): Promise<void> {
    await this.process.signal("SIGCONT");
  }

  async start(signal: AbortSignal): Promise<void> {
    signal.throwIfAborted();
    if (!(this.process instanceof ServiceUnit)) return;
    await this.process.start();
    const isUp = async () => (await this.process.observe()).state !== "gone";
    while (!(await isUp())) await sleep(this.#clock, POLL_MS, signal);
  }

  #unit(): ServiceUnit {
    if (this.process instanceof ServiceUnit) return this.process;
    throw new ExternalProcessError({ message: `${this.service} can't be ended: nobody here could start it again` });
  }
}
