import { identifyProcess } from "../../clients/os/process-identity.ts";
import { type ProcessEntry, readProcesses } from "../../clients/os/process-table.ts";

/** The shell that runs a command. */
interface CommandShell {
  readonly pid: number;
  /** True where it has a session of its own; false where it is in this process's. */
  readonly isApart: boolean;
}

/**
 * The processes of a command, looked at again and again: its shell, and all that descend from it. In a session of its own
 * all that is there is the command's, whoever has become its parent. One that has begun another session is meant to outlive
 * what started it, as a guardian is, and doesn't count.
 */
export class CommandProcesses {
  readonly #shell: CommandShell;
  #known: readonly Pick<ProcessEntry, "pid" | "startTicks">[];

  /** @param shell has been started, and nobody has waited for its end yet */
  constructor(shell: CommandShell) {
    this.#shell = shell;
    const { startTicks = 0 } = identifyProcess(shell.pid);
    this.#known = [{ pid: shell.pid, startTicks }];
  }

  /** Those that run now. */
  async look(): Promise<readonly ProcessEntry[]> {
    const all = await readProcesses();
    const beside = all.filter(this.#besideIn(all));
    const isKnown = ({ pid, startTicks }: ProcessEntry) =>
      this.#shell.isApart || this.#known.some((one) => one.pid === pid && one.startTicks === startTicks);
    const found = new Map(beside.filter(isKnown).map((entry) => [entry.pid, entry]));
    for (let before = -1; before !== found.size; ) {
      before = found.size;
      for (const entry of beside) if (found.has(entry.parent)) found.set(entry.pid, entry);
    }
    this.#known = [...found.values()];
    return [...found.values()];
  }

  /** Tells of a process whether it is in the shell's session; in its group, where the system tells of no sessions. */
  #besideIn(all: readonly ProcessEntry[]): (entry: ProcessEntry) => boolean {
    const { pid, isApart } = this.#shell;
    const own = all.find((entry) => entry.pid === process.pid);
    const [session, group] = isApart ? [pid, pid] : [own?.session, own?.group];
    return (entry) => (entry.session > 0 ? entry.session === session : entry.group === group);
  }
}
