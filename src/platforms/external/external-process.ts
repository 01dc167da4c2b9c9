import { readFile } from "node:fs/promises";
import {
  identifyProcess,
  isAlive,
  type ProcessIdentity,
  type ProcessState,
  processState,
} from "../../clients/os/process-identity.ts";
import { sendSignal } from "../../clients/os/send-signal.ts";
import type { ReplicaState } from "../../faults/process/replica.ts";
import type { ExternalProcess } from "../../files/experiment/system-spec.ts";
import { ExternalProcessError } from "./external-errors.ts";
import { openUnit, type ServiceUnit } from "./service-unit.ts";

/**
 * A process that somebody else started, as one life of it: another process that is given its id later is never meant.
 * Every signal is sent only after a look that it is still that one.
 */
export class ForeignProcess {
  readonly identity: ProcessIdentity;

  constructor(identity: ProcessIdentity) {
    this.identity = identity;
  }

  get state(): ProcessState {
    return isAlive(this.identity) ? processState(this.identity.pid) : "gone";
  }

  observe(): ReplicaState {
    const { pid } = this.identity;
    return { name: `process ${pid}`, pid, state: this.state };
  }

  /** Does nothing when it is gone. */
  signal(name: NodeJS.Signals): void {
    if (isAlive(this.identity)) sendSignal(this.identity.pid, name);
  }
}

/**
 * Takes hold of the process that a service is.
 * @throws ExternalProcessError when there is none, or this user may do nothing to it
 */
export async function findProcess(service: string, spec: ExternalProcess): Promise<ForeignProcess | ServiceUnit> {
  if (spec.by === "unit") return openUnit(service, spec.unit);
  const pid = spec.by === "pid" ? spec.pid : await pidIn(service, spec.path);
  const where = spec.by === "pid" ? "" : `, which ${spec.path} names`;
  if (processState(pid) === "gone") throw processError(service, `there is no process ${pid}${where}`);
  if (!maySignal(pid)) throw processError(service, `process ${pid}${where} belongs to another user`);
  return new ForeignProcess(identifyProcess(pid));
}

async function pidIn(service: string, path: string): Promise<number> {
  const text = await readFile(path, "utf8").catch((cause: NodeJS.ErrnoException) => {
    throw processError(service, `its pidfile can't be read: ${cause.message}`);
  });
  const pid = /^\s*(\d+)\s*$/.exec(text)?.[1];
  if (pid !== undefined && Number(pid) > 1) return Number(pid);
  throw processError(service, `${path} holds no process id`);
}

function maySignal(pid: number): boolean {
  try {
    process.kill(pid, 0);
    return true;
  } catch (error) {
    return (error as NodeJS.ErrnoException).code !== "EPERM";
  }
}

function processError(service: string, why: string): ExternalProcessError {
  return new ExternalProcessError({ message: `nothing can be done to ${service}: ${why}` });
}
