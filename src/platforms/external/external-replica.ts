import type { Replica, ReplicaState } from "../../faults/process/replica.ts";
import type { Clock } from "../../values/clock/clock.ts";
import { pollUntil } from "../../values/clock/poll-until.ts";
import { ExternalProcessError } from "./external-errors.ts";
import type { ForeignProcess } from "./external-process.ts";
import { ServiceUnit } from "./service-unit.ts";

const POLL_MS = 50;
/** Less than an undo may take. Only what hangs takes so long. */
const WITHIN_MS = 15_000;

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
    if (await pollUntil(isGone, { ...polling, withinMs: WITHIN_MS })) return;
    throw notInTime(unit, "is still there after SIGKILL");
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
    const unit = this.process;
    const late = new AbortController();
    const cancel = this.#clock.after(WITHIN_MS, () => late.abort(notInTime(unit, "is not up")));
    const either = AbortSignal.any([signal, late.signal]);
    try {
      await unit.start(either);
      const isUp = async () => (await unit.observe()).state !== "gone";
      await pollUntil(isUp, { clock: this.#clock, everyMs: POLL_MS, signal: either });
    } finally {
      cancel();
    }
  }

  #unit(): ServiceUnit {
    if (this.process instanceof ServiceUnit) return this.process;
    throw new ExternalProcessError({ message: `${this.service} can't be ended: nobody here could start it again` });
  }
}

function notInTime({ unit }: ServiceUnit, what: string): ExternalProcessError {
  return new ExternalProcessError({
    message: `the unit ${unit} ${what}, ${WITHIN_MS / 1000} s after it was told`,
    hint: `Look with \`systemctl status ${unit}\` what keeps it.`,
  });
}
