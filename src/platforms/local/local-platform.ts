import { resolve } from "node:path";
import { concernsPackets } from "../../faults/network/concerns-packets.ts";
import { hostAbilities } from "../../faults/network/host-abilities.ts";
import type { Clock } from "../../values/clock/clock.ts";
import { UsageError } from "../../values/errors.ts";
import type { Platform } from "../platform.ts";
import { bringUp } from "./bring-up.ts";
import { localCapabilities } from "./capabilities.ts";
import { FreePorts } from "./free-ports.ts";
import type { LocalSystem } from "./local-system.ts";
import { localSystemRecord, localSystemUndoer } from "./local-system-undoer.ts";
import type { ProgramKind } from "./service-program.ts";
import { unseenEdges } from "./unseen-edges.ts";

/** Long, as a busy machine is no reason for a verdict; a service of the demo graph is up within a second. */
const READY_WITHIN_MS = 20_000;

export interface LocalPlatformOptions {
  readonly clock: Clock;
  /** The programs that services can be; the first that takes one starts it. */
  readonly programs: readonly ProgramKind[];
  /** Time that a process may take to be ready; 20 s unless said otherwise. */
  readonly readyWithinMs?: number;
}

/** Brings a graph up on this machine: a process for each replica, and one fault proxy for all edges. */
export function localPlatform(options: LocalPlatformOptions): Platform<LocalSystem> {
  const { clock, programs, readyWithinMs = READY_WITHIN_MS } = options;
  const goingDown = new Set<string>();
  return {
    name: "local",
    // Unlike another process's, it doesn't let the ends of the processes count as broken.
    undoer: localSystemUndoer(clock, (token) => goingDown.add(token)),
    async capabilities(experiment, onTrial) {
      for (const kind of programs) await kind.check?.(experiment);
      const edgesUnseen = experiment.system.graph && unseenEdges(experiment.system.graph, experiment.edges);
      return {
        ...localCapabilities(concernsPackets(experiment) ? await hostAbilities(onTrial) : new Set()),
        ...(edgesUnseen && { edgesUnseen }),
      };
    },
    async prepare(plan, { runId: token, logFolder: givenFolder }) {
      const { experiment } = plan;
      const { seed, system, edges } = experiment;
      const { graph } = system;
      if (graph === undefined) {
        throw new UsageError({
          message: `${experiment.name} names no graph, and the local platform brings one up`,
          hint: "Add `system: { graph: … }`, or run it on a platform where the system is up already.",
        });
      }
      const logFolder = resolve(givenFolder);
      const fixed = graph.services.flatMap(({ program }) => program?.port ?? []);
      const ports = new FreePorts(process.pid * 37, fixed);
      const isGoingDown = () => goingDown.has(token);
      const isApart = concernsPackets(plan);
      const common = { clock, token, logFolder, programs, readyWithinMs };
      const shared = { ...common, graph, edges, seed, ports, isGoingDown, isApart };
      const undo = localSystemRecord({ token, isApart, logFolder, services: graph.services });
      return { undo, up: (signal) => bringUp(shared, signal) };
    },
  };
}
