/** The kind of machine that a run was on, as far as it says how fast things are there. */
export interface MachineKind {
  /** `linux`, `darwin` */
  readonly os: string;
  /** `x64`, `arm64` */
  readonly arch: string;
  /** Model of the processor; empty where the system doesn't say. */
  readonly processor: string;
  /** Processors that this process may use. */
  readonly cores: number;
  /** In GiB, to whole ones. */
  readonly memoryGib: number;
  /** Major version of the Node that ran it. */
  readonly node: number;
}

/** `2 x AMD EPYC, 8 GiB, linux x64, Node 24`. */
export function machineInWords({ os, arch, processor, cores, memoryGib, node }: MachineKind): string {
  return `${cores} x ${processor || "a processor"}, ${memoryGib} GiB, ${os} ${arch}, Node ${node}`;
}
