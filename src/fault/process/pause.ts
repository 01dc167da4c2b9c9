import { z } from "zod";
import { processState } from "../../os/process-identity.ts";
import type { ReplicaKind } from "./replica-kind.ts";

export const pause: ReplicaKind = {
  type: "pause",
  targets: "service",
  summary: "Stops replicas in their tracks (SIGSTOP): they hold their connections and answer nothing.",
  params: z.strictObject({}),
  explain: () => ({
    does: "freezes the process (SIGSTOP)",
    undo: "lets it go on (SIGCONT)",
    proof: "the operating system shows the process as stopped",
  }),
  act: async (replica) => replica.pause(),
  observe(pid, replica) {
    const state = processState(pid);
    if (state === "stopped") return { took: "true", evidence: `process ${pid} of ${replica.service} is stopped` };
    if (state === "exists") return { took: "unknown", evidence: `this system doesn't say whether ${pid} is stopped` };
    return { took: "false", evidence: `process ${pid} of ${replica.service} is ${state}` };
  },
  manual: (pid) => `kill -CONT ${pid}`,
};
