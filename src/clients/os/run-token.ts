import { z } from "zod";
import { readProcesses } from "./process-table.ts";

/** The environment variable by which every process of a run is found again, whoever looks and whenever. */
export const TOKEN_VARIABLE = "BROWNOUT_RUN";

/** A token as an undo record holds it. */
export const runTokenSchema = z.string().regex(/^[\w./@:-]+$/);

/**
 * Process ids of all processes that carry the run's token, but never this process or its parent. Processes that
 * have exited don't count, even if nobody has waited for them yet; nor do those of other users, which can't be ours.
 */
export async function findProcesses(token: string): Promise<readonly number[]> {
  const entry = `${TOKEN_VARIABLE}=${token}`;
  const carriers = (await readProcesses()).filter(({ environment }) => environment.includes(entry));
  return carriers.map(({ pid }) => pid).filter((pid) => pid !== process.pid && pid !== process.ppid);
}
