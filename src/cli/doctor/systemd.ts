import type { ProgramEnd } from "../../clients/os/run-program.ts";
import { type Check, type Finding, firstLine, missing, there } from "./check.ts";

export const systemd: Check = {
  name: "systemd",
  enables: "faults on units of this machine: system.external with `unit`, inject --unit",
  async look(machine, signal) {
    if (machine.platform !== "linux") return missing("this is not Linux", "run on Linux");
    return readManager(await machine.run(["systemctl", "show", "--property=Version"], signal));
  },
};

/** Reads the end of `systemctl show --property=Version`. */
function readManager(end: ProgramEnd | undefined): Finding {
  const instead = "name processes by pid, or run where systemd is";
  if (end === undefined) return missing("no systemctl", instead);
  if (end.code !== 0) return missing(firstLine(end.stderr) || "systemctl gets no answer", instead);
  return there(end.stdout.trim().replace("Version=", ""));
}
