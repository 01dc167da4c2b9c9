import { z } from "zod";
import type { FaultKind } from "../../experiment/fault-kind.ts";

export const pause: FaultKind = {
  type: "pause",
  targets: "service",
  summary: "Stops replicas in their tracks (SIGSTOP): they hold their connections and answer nothing.",
  params: z.strictObject({}),
  explain: () => ({
    does: "freezes the process (SIGSTOP)",
    undo: "lets it go on (SIGCONT)",
    proof: "the operating system shows the process as stopped",
  }),
};
