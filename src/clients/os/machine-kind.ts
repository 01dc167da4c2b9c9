import { arch, availableParallelism, cpus, platform, totalmem } from "node:os";
import type { MachineKind } from "../../values/machine-kind.ts";

const GIB = 2 ** 30;

/** Reads what kind of machine this process is on. */
export function machineKind(): MachineKind {
  return {
    os: platform(),
    arch: arch(),
    processor: cpus()[0]?.model.trim() ?? "",
    cores: availableParallelism(),
    memoryGib: Math.round(totalmem() / GIB),
    node: Number(process.versions.node.split(".")[0]),
  };
}
