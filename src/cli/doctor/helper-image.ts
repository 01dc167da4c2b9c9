import { BUILD_NETWORK_TOOLS, NETWORK_TOOLS_IMAGE } from "../../values/images.ts";
import { type Check, firstLine, missing, there, unknown } from "./check.ts";

export const helperImage: Check = {
  name: "tools image",
  enables: "packet faults on containers without root, through a helper container",
  async look(machine, signal) {
    const end = await machine.run(["docker", "image", "inspect", "--format", "{{.Id}}", NETWORK_TOOLS_IMAGE], signal);
    if (end?.code === 0) return there(NETWORK_TOOLS_IMAGE);
    if (end === undefined) return unknown("no docker client to ask");
    if (!/no such image/i.test(end.stderr)) return unknown(firstLine(end.stderr));
    return missing(`the engine has no ${NETWORK_TOOLS_IMAGE}`, `${BUILD_NETWORK_TOOLS}   # in brownout's folder`);
  },
};
