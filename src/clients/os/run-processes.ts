import { realpathSync } from "node:fs";
import { filesWrittenBy, type ProcessEntry, readProcesses } from "./process-table.ts";
import { TOKEN_VARIABLE } from "./run-token.ts";

/** The environment variable that says which replica of its run's system a process is of: `web-1`. */
export const REPLICA_VARIABLE = "BROWNOUT_REPLICA";

/** The marks that the processes of a run have. */
export interface RunMarks {
  readonly token: string;
  /** The folder of their logs, which is the run's alone; undefined where it isn't known. */
  readonly logFolder: string | undefined;
}

/** A process of a run. */
export interface RunProcess extends ProcessEntry {
  /** `web-1`; undefined for one that is of no replica. */
  readonly replica: string | undefined;
}

/** A run's processes, looked at again and again. Those that were seen once are known for as long as they are there. */
export class RunWatch {
  readonly #marks: RunMarks;
  #known: readonly RunProcess[] = [];

  constructor(marks: RunMarks) {
    this.#marks = marks;
  }

  async look(): Promise<readonly RunProcess[]> {
    this.#known = await findRunProcesses(this.#marks, this.#known);
    return this.#known;
  }
}

/**
 * Finds every process of a run, whoever looks and whenever, but never this process or its parent: those that carry the
 * run's token, those that write to a log of it though they have overwritten their environment, and all that
 * descend from these or are in a session or process group that one of them began; where that one is gone, only those that
 * have no environment any more. A process that carries another token is of another run, or of none.
 * @param known processes that were found before, and are the run's whoever has become their parent
 */
export async function findRunProcesses(
  { token, logFolder }: RunMarks,
  known: readonly RunProcess[] = [],
): Promise<readonly RunProcess[]> {
  const entries = (await readProcesses()).filter(({ pid }) => pid !== process.pid && pid !== process.ppid);
  const others: ProcessEntry[] = [];
  const found = new Map<number, RunProcess>();
  for (const entry of entries) {
    const carried = variableOf(TOKEN_VARIABLE, entry);
    if (carried === token) found.set(entry.pid, { ...entry, replica: variableOf(REPLICA_VARIABLE, entry) });
    else if (carried === undefined) others.push(entry);
  }
  for (const entry of others) {
    const before = known.find(({ pid, startTicks }) => pid === entry.pid && startTicks === entry.startTicks);
    if (before !== undefined) found.set(entry.pid, { ...entry, replica: before.replica });
  }
  if (logFolder !== undefined && process.platform === "linux") addThoseWhoLog(others, logFolder, found);
  const there = new Set(entries.map(({ pid }) => pid));
  for (let before = -1; before !== found.size; ) {
    before = found.size;
    for (const entry of others) {
      const kin = found.has(entry.pid) ? undefined : kinOf(entry, found, there);
      if (kin !== undefined) found.set(entry.pid, { ...entry, replica: kin.replica });
    }
  }
  return [...found.values()];
}

function addThoseWhoLog(others: readonly ProcessEntry[], logFolder: string, found: Map<number, RunProcess>): void {
  const folder = `${realFolder(logFolder)}/`;
  for (const entry of others) {
    if (found.has(entry.pid)) continue;
    const log = filesWrittenBy(entry.pid).find((file) => file.startsWith(folder));
    if (log !== undefined) found.set(entry.pid, { ...entry, replica: log.slice(folder.length, -".log".length) });
  }
}

/** As /proc names what is in it. */
function realFolder(folder: string): string {
  try {
    return realpathSync(folder);
  } catch {
    // It isn't there, and nobody writes to it.
    return folder;
  }
}

/** A process of the run by which another one is of it, too. */
function kinOf(
  { parent, session, group, environment }: ProcessEntry,
  found: ReadonlyMap<number, RunProcess>,
  there: ReadonlySet<number>,
): RunProcess | undefined {
  const began = found.get(parent) ?? found.get(session) ?? found.get(group);
  if (began !== undefined || !hasLostEnvironment(environment)) return began;
  // Who began it is gone, but those that are left in it tell whose it was.
  const isOfGone = (own: number, other: number) => own === other && own > 0 && !there.has(own);
  return [...found.values()].find((one) => isOfGone(one.session, session) || isOfGone(one.group, group));
}

/**
 * Tells whether a process has written over its environment, or was given none. Any other has the token of its run if it is
 * of one, whoever else is in its session: a terminal that is gone may have left somebody's whole work in one.
 */
function hasLostEnvironment(environment: readonly string[]): boolean {
  return environment.length > 0 && !environment.some((entry) => /^\w+=/.test(entry));
}

function variableOf(variable: string, { environment }: ProcessEntry): string | undefined {
  return environment.find((entry) => entry.startsWith(`${variable}=`))?.slice(variable.length + 1);
}
