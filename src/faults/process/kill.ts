import { z } from "zod";
import { type ReplicaKind, verifyGone } from "./replica-kind.ts";

export const kill: ReplicaKind = {
  type: "kill",
  targets: "service",
  summary: "Kills replicas (SIGKILL) and keeps them dead until the fault ends.",
  params: z.strictObject({}),
  explain: () => ({
    does: "kills the process (SIGKILL)",
    undo: "starts it again and waits until it is ready",
    proof: "the operating system no longer has the process",
  }),
  endsWithinMs: () => 0,
  inject: ({ replica }) => replica.kill(),
  verify: verifyGone,
};
