import { gunzipSync } from "node:zlib";
import { type Check, type Finding, missing, there, unknown } from "./check.ts";
import type { Machine } from "./machine.ts";

export const netem: Check = {
  name: "netem",
  enables: "packet delay, duplicate, reorder, corrupt; loss with correlation",
  look: (machine) => look(machine),
};

/** Looks for the kernel's own word. Trying it out would say for sure, but may load a module. */
async function look(machine: Machine): Promise<Finding> {
  if (machine.platform !== "linux")
    return missing("this is not Linux", "run on Linux, or on an engine whose kernel has it");
  const release = (await machine.read("/proc/sys/kernel/osrelease"))?.toString().trim() ?? "";
  if ((await machine.read("/sys/module/sch_netem/refcnt")) !== undefined) return there(`kernel ${release}, loaded`);
  const zipped = await machine.read("/proc/config.gz");
  const config = zipped === undefined ? await machine.read(`/boot/config-${release}`) : gunzipSync(zipped);
  if (config !== undefined) return readKernelConfig(release, config.toString());
  const modules = await machine.read(`/lib/modules/${release}/modules.dep`);
  if (modules?.includes("sch_netem")) return asModule(release);
  return unknown(`kernel ${release} doesn't say whether it has it; try: sudo modprobe sch_netem`);
}

/** A kernel's configuration: https://docs.kernel.org/kbuild/kconfig.html */
function readKernelConfig(release: string, config: string): Finding {
  const value = /^CONFIG_NET_SCH_NETEM=(.)/m.exec(config)?.[1];
  if (value === "y") return there(`kernel ${release}, built in`);
  if (value === "m") return asModule(release);
  return missing(`kernel ${release} was built without it`, "boot a kernel with CONFIG_NET_SCH_NETEM");
}

/** It is loaded when it is first used, by who may. */
function asModule(release: string): Finding {
  return there(`kernel ${release}, as a module that loads when it is used`);
}
