import { type ChildProcess, spawn } from "node:child_process";
import { availableParallelism } from "node:os";

/** Busy loops for each core, from quiet on. */
export const LOOPS_A_CORE = [0, 1, 2, 4];

export function levelName(loopsACore: number): string {
  return loopsACore === 0 ? "quiet" : `${loopsACore} loops a core`;
}

/** Keeps every core busy with so many loops for as long as the work takes. */
export async function besideBusyLoops<T>(loopsACore: number, work: () => Promise<T>): Promise<T> {
  const loops: ChildProcess[] = [];
  try {
    for (let loop = 0; loop < loopsACore * availableParallelism(); loop++) {
      loops.push(spawn(process.execPath, ["-e", "for (;;) {}"], { stdio: "ignore" }));
    }
    return await work();
  } finally {
    for (const loop of loops) loop.kill("SIGKILL");
  }
}
