import { z } from "zod";
import type { FaultKind } from "../../experiment/fault-kind.ts";

export const kill: FaultKind = {
  type: "kill",
  targets: "service",
  summary: "Kills replicas (SIGKILL) and keeps them dead until the fault ends.",
  params: z.strictObject({}),
  explain: () => ({
    does: "kills the process (SIGKILL)",
    undo: "starts it again and waits until it is ready",
    proof: "the operating system no longer has the process",
  }),
};
