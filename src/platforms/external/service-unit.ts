import { type ProcessState, processState } from "../../clients/os/process-identity.ts";
import { type ProgramEnd, runProgram } from "../../clients/os/run-program.ts";
import type { ReplicaState } from "../../faults/process/replica.ts";
import { ExternalProcessError } from "./external-errors.ts";

/** The main process of a unit and how it stands, as systemd says it. */
interface UnitState {
  /** 0 when it has none. */
  readonly pid: number;
  /** systemd's ActiveState: `active`, `inactive`, `activating`, `failed`, … */
  readonly active: string;
  /** Units that systemd stops whenever this one stops, for whatever reason: their BindsTo= names it. */
  readonly boundBy: readonly string[];
}

/** A service of this machine's systemd, through systemctl. */
export class ServiceUnit {
  readonly unit: string;
  /** Units that run and end whenever it ends, as they were when it was taken hold of. */
  readonly endsToo: readonly string[];
  /** The last that it was seen with. */
  #pid = 0;

  constructor(unit: string, endsToo: readonly string[] = []) {
    this.unit = unit;
    this.endsToo = endsToo;
  }

  /** Of the process that it was last seen with. */
  get state(): ProcessState {
    return processState(this.#pid);
  }

  async observe(): Promise<ReplicaState> {
    const { pid, active } = await this.read();
    if (pid > 0) this.#pid = pid;
    const state = pid > 0 && active !== "inactive" && active !== "failed" ? processState(pid) : "gone";
    return { name: `process ${this.#pid}`, pid: this.#pid, state };
  }

  async read(): Promise<UnitState> {
    const { stdout } = await this.#ask("show", ["--property=MainPID,ActiveState,BoundBy", this.unit]);
    const values = Object.fromEntries(stdout.split("\n").map((line) => line.split("=", 2) as [string, string]));
    const boundBy = values.BoundBy?.split(" ").filter((name) => name !== "") ?? [];
    return { pid: Number(values.MainPID ?? 0), active: values.ActiveState ?? "", boundBy };
  }

  /** Signals all of its processes; one that has none is left in peace. */
  async signal(name: NodeJS.Signals): Promise<void> {
    if ((await this.read()).pid > 0) await this.#ask("kill", [`--signal=${name}`, this.unit]);
  }

  /**
   * Begins to stop it as systemd does, so that nothing starts it again, and it alone, as when it crashes: not those that
   * have it in Requires= or PartOf=, which would not be started with it.
   */
  async stop(): Promise<void> {
    await this.#ask("stop", ["--no-block", "--job-mode=ignore-dependencies", this.unit]);
  }

  /** Resolves when it is started, also when it runs. */
  async start(signal?: AbortSignal): Promise<void> {
    await this.#ask("start", [this.unit], signal);
  }

  async #ask(verb: string, args: readonly string[], signal?: AbortSignal): Promise<ProgramEnd> {
    const ended = await runProgram(["systemctl", verb, ...args], signal && { signal });
    if (ended?.code === 0) return ended;
    const why =
      ended === undefined ? "there is no systemctl here" : ended.stderr.trim() || `it ended with ${ended.code}`;
    throw new ExternalProcessError({
      message: `systemctl ${verb} ${this.unit} failed: ${why}`,
      hint: "Look with `systemctl status`; starting and stopping units mostly takes root.",
    });
  }
}

/** @throws ExternalProcessError when the unit doesn't run, or there is no systemd to ask */
export async function openUnit(service: string, name: string): Promise<ServiceUnit> {
  const { active, pid, boundBy } = await new ServiceUnit(name).read();
  if (active === "active" && pid > 0) {
    const unit = new ServiceUnit(name, await activeOf(boundBy));
    await unit.observe();
    return unit;
  }
  throw new ExternalProcessError({
    message: `nothing can be done to ${service}: the unit ${name} is ${active || "unknown"}${pid > 0 ? "" : " and has no process"}`,
    hint: `Start it: systemctl start ${name}`,
  });
}

async function activeOf(names: readonly string[]): Promise<readonly string[]> {
  const found = await Promise.all(names.map(async (name) => ({ name, ...(await new ServiceUnit(name).read()) })));
  return found.filter(({ active }) => active !== "inactive" && active !== "failed").map(({ name }) => name);
}
