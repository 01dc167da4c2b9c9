import type { Container, ContainerRef, ContainerState } from "../../clients/engine/container.ts";
import { untilStarted } from "../../clients/engine/until-ready.ts";
import type { Replica, ReplicaState } from "../../faults/process/replica.ts";
import type { Clock } from "../../values/clock/clock.ts";
import { pollUntil } from "../../values/clock/poll-until.ts";

const POLL_MS = 50;

/** One container of a project, through the engine. Each start gives it another process and network. */
export class ContainerReplica implements Replica {
  readonly ref: ContainerRef;
  readonly container: Container;
  readonly #clock: Clock;
  /** Its state when it was last looked at. */
  #state: ContainerState;
  #mayEnd = false;

  constructor(ref: ContainerRef, container: Container, state: ContainerState, clock: Clock) {
    this.ref = ref;
    this.container = container;
    this.#state = state;
    this.#clock = clock;
  }

  get service(): string {
    return this.ref.service;
  }

  get number(): number {
    return this.ref.number;
  }

  /** As it was when it was last looked at: up to date after everything that was done to it here. */
  get state(): ContainerState {
    return this.#state;
  }

  /** True when a fault has ended it, or may: then its end is nothing that broke. */
  get mayEnd(): boolean {
    return this.#mayEnd;
  }

  /** A fault that is in may end it. */
  expectEnd(): void {
    this.#mayEnd = true;
  }

  /** Looks at it anew. */
  async refresh(): Promise<ContainerState | undefined> {
    const state = await this.container.read();
    if (state !== undefined) this.#state = state;
    return state;
  }

  async observe(): Promise<ReplicaState> {
    const state = await this.refresh();
    const { name, startedAt } = this.#state;
    return {
      name: `container ${name} started at ${startedAt.slice(11, 23)}`,
      pid: state?.pid ?? 0,
      state:
        state === undefined || state.status === "stopped" ? "gone" : state.status === "paused" ? "stopped" : "running",
    };
  }

  async kill(): Promise<void> {
    this.#mayEnd = true;
    await this.container.kill();
    await this.#untilStopped();
  }

  async terminate(graceMs: number): Promise<void> {
    this.#mayEnd = true;
    await this.container.stop(Math.ceil(graceMs / 1000));
    await this.#untilStopped();
  }

  pause(): Promise<void> {
    return this.container.pause();
  }

  resume(): Promise<void> {
    return this.container.unpause();
  }

  async start(signal: AbortSignal): Promise<void> {
    await this.container.start();
    if ((await this.refresh()) === undefined) return;
    await untilStarted(this.container, this.ref, this.#clock, signal);
    await this.settle();
  }

  /** Takes in what an undo did to it; from now on its end is something that broke. */
  async settle(): Promise<void> {
    await this.refresh();
    this.#mayEnd = false;
  }

  async #untilStopped(): Promise<void> {
    const isStopped = async () => ((await this.refresh())?.status ?? "stopped") === "stopped";
    await pollUntil(isStopped, { clock: this.#clock, everyMs: POLL_MS });
  }
}
