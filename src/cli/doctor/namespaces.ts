import type { ProgramEnd } from "../../clients/os/run-program.ts";
import { type Check, type Finding, firstLine, missing, there } from "./check.ts";

export const namespaces: Check = {
  name: "namespaces",
  enables: "faults on packets in the local platform",
  async look(machine, signal) {
    if (machine.platform !== "linux") return missing("this is not Linux", "run on Linux, or use --on compose");
    // Made for a program that does nothing, and gone with it.
    return readNamespace(await machine.run(["unshare", "--net", "true"], signal));
  },
};

/** Reads the end of `unshare --net true`. */
function readNamespace(end: ProgramEnd | undefined): Finding {
  if (end === undefined) return missing("no unshare", "sudo apt-get install util-linux");
  if (end.code === 0) return there("network namespaces can be made");
  return missing(`network namespaces can't be made: ${firstLine(end.stderr)}`, "run brownout as root");
}
