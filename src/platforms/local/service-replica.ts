import { dirname } from "node:path";
import { processState } from "../../clients/os/process-identity.ts";
import type { Replica, ReplicaState } from "../../faults/process/replica.ts";
import type { GraphService } from "../../files/graph/graph.ts";
import type { Clock } from "../../values/clock/clock.ts";
import { withDeadline } from "../../values/clock/deadline.ts";
import { pollUntil } from "../../values/clock/poll-until.ts";
import { httpGet } from "../http-get.ts";
import { Child, diedAtStart, type Exit } from "../processes/child-process.ts";
import { NeverReadyError, PortTakenError } from "../processes/process-errors.ts";

/** The service program's exit code when its port is in use (fixtures/service/main.ts). */
const EXIT_PORT_TAKEN = 75;
const READY_POLL_MS = 25;
/** A readiness that hangs is asked again. */
const READY_ANSWER_MS = 1_000;

export interface ReplicaSpec {
  readonly service: GraphService;
  /** From 1. */
  readonly number: number;
  readonly program: string;
  readonly token: string;
  readonly logPath: string;
  /** The address that it listens on. */
  readonly host: string;
  /** The namespace that its process is in, when it has a network of its own. */
  readonly netns: string | undefined;
  /** Base URLs by callee: the proxies of the edges to it. */
  readonly dependencies: Readonly<Record<string, readonly string[]>>;
  /** Base URLs of the services that run brokers, by their names. Those are up before others start. */
  readonly brokers: () => Readonly<Record<string, string>>;
  readonly seed: number;
  readonly readyWithinMs: number;
  readonly clock: Clock;
}

/**
 * One service process after the other in the same place. Starts none by itself.
 *
 * The first start waits for readiness, which is deep: every dependency has answered. Later ones wait for liveness:
 * a fault on an edge to a dependency, or a pool that the load filled at once, must not keep an undo from ending.
 */
export class ServiceReplica implements Replica {
  readonly #spec: ReplicaSpec;
  #port: number;
  #child: Child | undefined;
  /** The process that start() was the last to find answering. */
  #upChild: Child | undefined;
  /** Processes that a fault ended. */
  readonly #ended = new WeakSet<Child>();
  #onDied: ((child: Child, exit: Exit) => void) | undefined;

  constructor(spec: ReplicaSpec, port: number) {
    this.#spec = spec;
    this.#port = port;
  }

  get service(): string {
    return this.#spec.service.name;
  }

  /** True for one that others ask where their broker is. */
  get runsBroker(): boolean {
    return this.#spec.service.behaviour?.broker !== undefined;
  }

  get number(): number {
    return this.#spec.number;
  }

  get title(): string {
    return this.#spec.service.replicas === 1 ? this.service : `${this.service}, replica ${this.number}`;
  }

  get port(): number {
    return this.#port;
  }

  /** `127.0.0.1:20001` */
  get address(): string {
    return `${this.#spec.host}:${this.#port}`;
  }

  get url(): string {
    return `http://${this.address}`;
  }

  /** The namespace that it is in, when it has a network of its own. */
  get netns(): string | undefined {
    return this.#spec.netns;
  }

  async observe(): Promise<ReplicaState> {
    const pid = this.#child?.pid ?? -1;
    const state = processState(pid);
    // A process whose last threads are still ending looks gone, but may hold its port yet.
    if (state === "gone") await this.#child?.exited;
    return { name: `process ${pid}`, pid, state };
  }

  /** Calls back when a process that was up ended and no fault ended it. */
  onDied(listener: (child: Child, exit: Exit) => void): void {
    this.#onDied = listener;
  }

  async kill(): Promise<void> {
    await this.#end("SIGKILL");
  }

  async terminate(graceMs: number): Promise<void> {
    const child = this.#child;
    const cancel = this.#spec.clock.after(graceMs, () => child?.kill("SIGKILL"));
    await this.#end("SIGTERM");
    cancel();
  }

  async pause(): Promise<void> {
    if (this.#isRunning) this.#child?.kill("SIGSTOP");
  }

  async resume(): Promise<void> {
    if (this.#isRunning) this.#child?.kill("SIGCONT");
  }

  async start(signal: AbortSignal): Promise<void> {
    signal.throwIfAborted();
    const isThere = (await this.observe()).state !== "gone";
    const child = isThere && this.#child ? this.#child : this.#spawn();
    if (child === this.#upChild) return;
    await this.#untilUp(child, this.#upChild ? "/livez" : "/readyz", signal);
    this.#upChild = child;
  }

  /** Lets the next `start` use another port. */
  moveTo(port: number): void {
    this.#port = port;
  }

  #spawn(): Child {
    const child = new Child(this.#childSpec());
    this.#child = child;
    void child.exited.then((exit) => {
      if (child === this.#upChild && !this.#ended.has(child)) this.#onDied?.(child, exit);
    });
    return child;
  }

  get #isRunning(): boolean {
    return this.#child !== undefined && this.#child.exit === undefined;
  }

  async #end(signal: NodeJS.Signals): Promise<void> {
    if (!this.#child) return;
    this.#ended.add(this.#child);
    this.#child.kill(signal);
    await this.#child.exited;
  }

  #childSpec() {
    const { service, number, program, token, logPath, dependencies, brokers, seed, host, netns } = this.#spec;
    const env = {
      BROWNOUT_SERVICE: JSON.stringify({ name: service.name, replica: number, behaviour: service.behaviour }),
      BROWNOUT_DEPENDENCIES: JSON.stringify(dependencies),
      BROWNOUT_BROKERS: JSON.stringify(brokers()),
      BROWNOUT_SEED: String(seed),
      BROWNOUT_STATE_FOLDER: dirname(logPath),
      BROWNOUT_EXIT_WITH_STDIN: "1",
      BROWNOUT_HOST: host,
      PORT: String(this.#port),
    };
    return { title: this.title, program, args: [], env, token, logPath, netns };
  }

  /** Rejects when the process ends, doesn't answer well in time, or the signal aborts. */
  async #untilUp(child: Child, path: string, signal: AbortSignal): Promise<void> {
    const { clock, readyWithinMs } = this.#spec;
    let why: string | undefined;
    const isUp = async () => {
      if (child.exit) throw this.#startError(child, child.exit);
      why = await this.#ask(child, path, signal);
      return why === undefined;
    };
    if (await pollUntil(isUp, { clock, everyMs: READY_POLL_MS, withinMs: readyWithinMs, signal })) return;
    throw new NeverReadyError({
      message: `${this.title} was not ready within ${readyWithinMs / 1000} s: ${why}; its last words:\n${child.lastLines()}`,
      hint: "Its log in the run's folder has all of it.",
    });
  }

  /** Tells why it isn't up; undefined when it is. */
  async #ask(child: Child, path: string, signal: AbortSignal): Promise<string | undefined> {
    try {
      const { status, body } = await withDeadline(this.#spec.clock, READY_ANSWER_MS, (deadline) =>
        httpGet(`${this.url}${path}`, AbortSignal.any([signal, deadline])),
      );
      if (status !== 200) return `it answered ${status} ${body}`;
      return JSON.parse(body).pid === child.pid ? undefined : "another process answers on its port";
    } catch (error) {
      signal.throwIfAborted();
      return (error as Error).message;
    }
  }

  #startError(child: Child, exit: Exit): Error {
    if (exit.code !== EXIT_PORT_TAKEN) return diedAtStart(child, exit);
    return new PortTakenError({
      message: `${this.title} cannot listen on port ${this.#port}: another process has it`,
      hint: "End that process, or run again.",
    });
  }
}
