import type { Machine } from "../../../src/cli/doctor/machine.ts";
import type { Cluster } from "../../../src/clients/cluster/cluster.ts";
import { NoKubeconfigError } from "../../../src/clients/cluster/cluster-errors.ts";
import type { ProgramEnd } from "../../../src/clients/os/run-program.ts";

export function ended(stdout: string, code = 0, stderr = ""): ProgramEnd {
  return { code, stdout, stderr };
}

interface MachineInput {
  readonly platform?: string;
  readonly nodeVersion?: string;
  /** By command line. A program that isn't here is not installed. */
  readonly programs?: Readonly<Record<string, ProgramEnd>>;
  readonly files?: Readonly<Record<string, string | Buffer>>;
  readonly takenPorts?: readonly number[];
  /** The methods of a cluster that are asked; no cluster where not given. */
  readonly cluster?: Partial<Cluster>;
}

/** A machine that has only what is given. */
export function fakeMachine({
  programs = {},
  files = {},
  takenPorts = [],
  cluster,
  ...rest
}: MachineInput = {}): Machine {
  return {
    platform: "linux",
    nodeVersion: "24.21.0",
    ...rest,
    run: async (argv) => programs[argv.join(" ")],
    read: async (path) => (files[path] === undefined ? undefined : Buffer.from(files[path])),
    isTaken: async (port) => takenPorts.includes(port),
    openCluster: async () => {
      if (cluster === undefined) throw new NoKubeconfigError({ message: "there is no kubeconfig", hint: "get one" });
      return cluster as Cluster;
    },
  };
}
