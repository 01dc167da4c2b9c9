import { z } from "zod";
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
  inject: ({ replica }) => replica.pause(),
  verify({ before, now: { name, state } }) {
    if (name !== before.name) return { took: "false", evidence: `${name} took the place of ${before.name}` };
    if (state === "stopped") return { took: "true", evidence: `${name} is stopped` };
    if (state === "exists") return { took: "unknown", evidence: `this system doesn't say whether ${name} is stopped` };
    return { took: "false", evidence: `${name} is ${state}` };
  },
};
