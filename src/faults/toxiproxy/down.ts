import { z } from "zod";
import type { FaultKind } from "../../files/experiment/fault-kind.ts";

export const down: FaultKind = {
  type: "down",
  targets: "edge",
  failsUncounted: true,
  summary: "Takes the edge down: open connections end and new ones are refused.",
  params: z.strictObject({}),
  explain: () => ({
    does: "ends every connection and refuses new ones",
    undo: "enables the proxy again",
    proof: "a connection to the proxy is refused",
  }),
};
