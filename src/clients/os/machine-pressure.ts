import { readFileSync } from "node:fs";

/** The kernel's clock ticks a second in /proc/stat: USER_HZ, 100 on every Linux that Node runs on. */
const USER_HZ = 100;

/**
 * The time in which somebody on this machine wanted a processor and had none, since it was started, in ms: from
 * pressure stall information (the "some" line, Linux 4.20), and what the hypervisor gave to others (steal).
 * Undefined where neither is there.
 */
export function readMachineWaitMs(read = readProc): number | undefined {
  const stalledUs = /^some .*\btotal=(\d+)/m.exec(read("/proc/pressure/cpu") ?? "")?.[1];
  // user nice system idle iowait irq softirq steal
  const steal = /^cpu +(?:\d+ +){7}(\d+)/m.exec(read("/proc/stat") ?? "")?.[1];
  if (stalledUs === undefined && steal === undefined) return undefined;
  return Number(stalledUs ?? 0) / 1000 + (Number(steal ?? 0) / USER_HZ) * 1000;
}

function readProc(path: string): string | undefined {
  try {
    return readFileSync(path, "utf8");
  } catch (error) {
    // Absent on other systems; refused, or not supported by the kernel, in some containers.
    if (error instanceof Error && "code" in error) return undefined;
    throw error;
  }
}
