import { join } from "node:path";
import { listenersOf } from "../../clients/os/listeners.ts";
import { listensAt } from "../../clients/os/listening-sockets.ts";
import { holderInWords, portHolder } from "../../clients/os/port-holder.ts";
import { processState } from "../../clients/os/process-identity.ts";
import { nameProcess } from "../../clients/os/process-table.ts";
import { RunWatch } from "../../clients/os/run-processes.ts";
import { trySignal } from "../../clients/os/send-signal.ts";
import type { Replica, ReplicaState } from "../../faults/process/replica.ts";
import type { Clock } from "../../values/clock/clock.ts";
import { withDeadline } from "../../values/clock/deadline.ts";
import { pollUntil } from "../../values/clock/poll-until.ts";
import { messageOf } from "../../values/errors.ts";
import { Child, describeExit, diedAtStart, type Exit } from "../processes/child-process.ts";
import { DiedAtStartError, NeverReadyError, PortTakenError } from "../processes/process-errors.ts";
import { EndSignals, type ReplicaProcess } from "./end-signals.ts";
import type { ProgramKind, ReplicaPlace, ServiceProgram, UpCheck } from "./service-program.ts";

const READY_POLL_MS = 25;
/** A readiness that hangs is asked again. */
const READY_ANSWER_MS = 1_000;
const GONE_POLL_MS = 10;
/** Only what hangs in the kernel takes that long to be gone after SIGKILL. */
const GONE_WITHIN_MS = 10_000;
/** A program that dies at start may have tried all addresses. One that wasn't told its port is then given another. */
const ANY_HOST = "0.0.0.0";

export interface ReplicaSpec {
  readonly kind: ProgramKind;
  readonly place: Omit<ReplicaPlace, "port">;
  readonly token: string;
  readonly logFolder: string;
  /** The namespace that its process is in, when it has a network of its own. */
  readonly netns: string | undefined;
  readonly readyWithinMs: number;
  readonly clock: Clock;
  /** Variables that its processes get beside its program's own, which win. */
  readonly env: Readonly<Record<string, string>>;
}

/** The end of a process that was up, and of which others of its replica are left, as they are to be named. */
export type OnDied = (child: Child, exit: Exit, left: readonly string[]) => void;

/**
 * One process after the other in the same place, each with all that it starts. Starts none by itself.
 *
 * The first start waits for readiness, which may be deep: every dependency has answered. Later ones wait for liveness:
 * a fault on an edge to a dependency, or a pool that the load filled at once, must not keep an undo from ending.
 */
export class ServiceReplica implements Replica {
  readonly #spec: ReplicaSpec;
  readonly #watch: RunWatch;
  #port: number;
  #program: ServiceProgram | undefined;
  #child: Child | undefined;
  /** The process that start() was the last to find answering. */
  #upChild: Child | undefined;
  /** Processes that a fault ended. */
  readonly #ended = new WeakSet<Child>();
  #onDied: OnDied | undefined;

  constructor(spec: ReplicaSpec, port: number) {
    this.#spec = spec;
    this.#watch = new RunWatch(spec);
    this.#port = port;
  }

  get service(): string {
    return this.#spec.place.service.name;
  }

  get number(): number {
    return this.#spec.place.number;
  }

  get title(): string {
    return this.#spec.place.service.replicas === 1 ? this.service : `${this.service}, replica ${this.number}`;
  }

  /** True where it must listen on the port that it has, and on no other. */
  get isPortFixed(): boolean {
    return this.#spec.place.service.program?.port !== undefined;
  }

  /** True for one that is up before others are started. */
  get startsFirst(): boolean {
    return this.#spec.kind.startsFirst(this.#spec.place.service);
  }

  /** Tells whether it is asked of itself; by `perhaps` it need not answer. */
  get tellsOfItself(): "yes" | "perhaps" | "no" {
    return this.#spec.kind.tellsOfItself(this.#spec.place.service);
  }

  get port(): number {
    return this.#port;
  }

  /** `127.0.0.1:20001` */
  get address(): string {
    return `${this.#spec.place.host}:${this.#port}`;
  }

  get url(): string {
    return `http://${this.address}`;
  }

  /** The namespace that it is in, when it has a network of its own. */
  get netns(): string | undefined {
    return this.#spec.netns;
  }

  /** It runs as long as one of its processes does, and is stopped when all that are left are. */
  async observe(): Promise<ReplicaState> {
    const pid = this.#child?.pid ?? -1;
    const name = `process ${pid}`;
    const first = processState(pid);
    if (first === "running" || first === "exists") return { name, pid, state: first };
    // A process whose last threads are still ending looks gone, but may hold its port yet.
    if (first === "gone") await this.#child?.exited;
    const states = (await this.#processes()).map((one) => processState(one.pid)).filter((state) => state !== "gone");
    if (states.length === 0) return { name, pid, state: first };
    return { name, pid, state: states.every((state) => state === "stopped") ? "stopped" : "running" };
  }

  /** Calls back when a process that was up ended and no fault ended it. */
  onDied(listener: OnDied): void {
    this.#onDied = listener;
  }

  async kill(): Promise<void> {
    const child = this.#child;
    if (child === undefined) return;
    this.#ended.add(child);
    // The number of a group that is gone may be another's.
    const refusal = child.exit === undefined ? child.signalGroup("SIGKILL") : undefined;
    if (refusal === undefined) await child.exited;
    const isGone = async () => {
      const left = await this.#processes();
      const refused = left.flatMap(({ pid }) => trySignal(pid, "SIGKILL") ?? []);
      if (left.length > 0 && refused.length === left.length) throw refused[0];
      return left.length === 0;
    };
    const polling = { clock: this.#spec.clock, everyMs: GONE_POLL_MS, withinMs: GONE_WITHIN_MS };
    if (!(await pollUntil(isGone, polling))) {
      const names = namesOf(await this.#processes());
      throw new Error(`${this.title} is still there after SIGKILL: ${names.join(", ")}`);
    }
    if (refusal !== undefined && child.exit === undefined) throw refusal;
  }

  async terminate(graceMs: number): Promise<void> {
    const child = this.#child;
    if (child === undefined) return;
    this.#ended.add(child);
    const signal = this.#program?.stop?.signal ?? "SIGTERM";
    const told = new EndSignals();
    let hasLooked = false;
    const isGone = async () => {
      // A look at all processes costs the run's own process ten milliseconds: none while it is known that one is left.
      if (hasLooked && child.exit === undefined) return false;
      hasLooked = true;
      const left = await this.#processes();
      told.send(left, () => signal);
      return left.length === 0 && child.exit !== undefined;
    };
    const { clock } = this.#spec;
    if (!(await pollUntil(isGone, { clock, everyMs: GONE_POLL_MS, withinMs: graceMs }))) await this.kill();
  }

  async pause(): Promise<void> {
    await this.#signalAll("SIGSTOP");
  }

  async resume(): Promise<void> {
    await this.#signalAll("SIGCONT");
  }

  async start(signal: AbortSignal): Promise<void> {
    signal.throwIfAborted();
    const child = this.#runningChild ?? (await this.#startAnew());
    if (child === this.#upChild) return;
    const program = this.#program as ServiceProgram;
    await this.#untilUp(child, program, this.#upChild ? program.isAlive : program.isReady, signal);
    // Whoever is seen now is known when nothing tells any more whose it is.
    if (!program.isAlone) await this.#watch.look();
    this.#upChild = child;
  }

  /** Lets the next `start` use another port. */
  moveTo(port: number): void {
    this.#port = port;
  }

  get #runningChild(): Child | undefined {
    return this.#child === undefined || processState(this.#child.pid) === "gone" ? undefined : this.#child;
  }

  async #startAnew(): Promise<Child> {
    // What the one before has left behind would have its port.
    await this.kill();
    await this.#checkPort();
    const program = this.#spec.kind.at({ ...this.#spec.place, port: this.#port });
    const { command, cwd } = program;
    const { token, netns } = this.#spec;
    const env = { ...this.#spec.env, ...program.env };
    const logPath = join(this.#spec.logFolder, `${this.#mark}.log`);
    const child = new Child({ title: this.title, command, cwd, env, token, replica: this.#mark, logPath, netns });
    this.#program = program;
    this.#child = child;
    void child.exited.then(async (exit) => {
      if (child !== this.#upChild || this.#ended.has(child)) return;
      this.#onDied?.(child, exit, await this.#leftBehind());
    });
    return child;
  }

  /** The name by which all its processes are known, as is its log. */
  get #mark(): string {
    return `${this.service}-${this.number}`;
  }

  /** Its processes. One that starts no others needs no look at all that there are, which takes ten milliseconds. */
  async #processes(): Promise<readonly ReplicaProcess[]> {
    if (!this.#program?.isAlone) return (await this.#watch.look()).filter(({ replica }) => replica === this.#mark);
    const { pid = -1, exit } = this.#child ?? {};
    return pid < 1 || exit !== undefined ? [] : [{ pid, parent: process.pid, group: pid, replica: this.#mark }];
  }

  /** Names what is left when its first process is gone. A death is told in any case. */
  async #leftBehind(): Promise<readonly string[]> {
    try {
      return namesOf(await this.#processes());
    } catch (error) {
      return [`what could not be looked at (${messageOf(error)})`];
    }
  }

  async #signalAll(signal: NodeJS.Signals): Promise<void> {
    if (this.#child === undefined) return;
    const ofGroup = this.#child.exit === undefined ? this.#child.signalGroup(signal) : undefined;
    const ofEach = (await this.#processes()).flatMap(({ pid }) => trySignal(pid, signal) ?? []);
    const refused = [ofGroup, ...ofEach].find((one) => one !== undefined);
    if (refused !== undefined) throw refused;
  }

  /** A port that was chosen was free; one that is fixed may not be. */
  async #checkPort(): Promise<void> {
    if (!this.isPortFixed) return;
    const taken = await this.#portTaken();
    if (taken !== undefined) throw taken;
  }

  /** The error for a port that another program has; undefined when none is known to have it. */
  async #portTaken(): Promise<PortTakenError | undefined> {
    if (this.netns !== undefined) return undefined;
    const own = new Set((await this.#processes()).map(({ pid }) => pid));
    const host = this.isPortFixed ? this.#spec.place.host : ANY_HOST;
    const holder = await portHolder({ host, port: this.#port });
    return holder === undefined || own.has(holder.pid) ? undefined : this.#portTakenBy(holderInWords(holder));
  }

  #portTakenBy(who: string): PortTakenError {
    return new PortTakenError({
      message: `${this.title} cannot listen on port ${this.#port}: ${who} has it`,
      hint: "End that process, or run again.",
    });
  }

  /** Rejects when the process ends, isn't up in time, or the signal aborts. */
  async #untilUp(child: Child, program: ServiceProgram, check: UpCheck, signal: AbortSignal): Promise<void> {
    const { clock, readyWithinMs } = this.#spec;
    const withinMs = program.readyWithinMs ?? readyWithinMs;
    let why: string | undefined;
    const isUp = async () => {
      if (child.exit) throw await this.#startError(child, child.exit);
      why = await this.#ask(child, check, signal);
      return why === undefined;
    };
    if (await pollUntil(isUp, { clock, everyMs: READY_POLL_MS, withinMs, signal })) return;
    const reason = (await this.#listensElsewhere()) ?? why;
    throw new NeverReadyError({
      message: `${this.title} was not ready within ${withinMs / 1000} s: ${reason}; ${child.lastWords()}`,
      hint: "Its log in the run's folder has all of it.",
    });
  }

  /** Tells why it isn't up; undefined when it is. */
  async #ask(child: Child, check: UpCheck, signal: AbortSignal): Promise<string | undefined> {
    const { pid } = child;
    const started = { pid, address: this.address, output: (fromByte: number) => child.output(fromByte) };
    try {
      return await withDeadline(this.#spec.clock, READY_ANSWER_MS, (deadline) =>
        check(started, AbortSignal.any([signal, deadline])),
      );
    } catch (error) {
      signal.throwIfAborted();
      return (error as Error).message;
    }
  }

  async #startError(child: Child, exit: Exit): Promise<Error> {
    if (exit.code !== null && exit.code === this.#program?.exitPortTaken) return this.#portTakenBy("another process");
    const left = namesOf(await this.#processes());
    if (left.length > 0) {
      return new DiedAtStartError({
        message: `${this.title} ${describeExit(exit)} at start and left ${left.join(", ")} behind; ${child.lastWords()}`,
        hint: "A service stays in the foreground: tell it not to make itself a daemon.",
      });
    }
    return (await this.#portTaken()) ?? diedAtStart(child, exit);
  }

  /** Tells where its processes listen, when that is somewhere else than they were told. */
  async #listensElsewhere(): Promise<string | undefined> {
    const listeners = await listenersOf((await this.#processes()).map(({ pid }) => pid));
    const at = { host: this.#spec.place.host, port: this.#port };
    const isHere = listeners.some((listener) => listensAt(listener, at));
    if (listeners.length === 0 || isHere) return undefined;
    const places = [...new Set(listeners.map(({ address }) => address))];
    return `it listens on ${places.join(", ")}, and was told ${this.address}`;
  }
}

function namesOf(processes: readonly ReplicaProcess[]): readonly string[] {
  return processes.map(({ pid }) => nameProcess(pid));
}
