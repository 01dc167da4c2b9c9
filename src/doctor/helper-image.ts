import { BUILD_NETWORK_TOOLS, NETWORK_TOOLS_IMAGE } from "../images.ts";
import { type Check, missing, there } from "./check.ts";

export const helperImage: Check = {
  name: "tools image",
  enables: "packet faults on containers without root, through a helper container",
  async look(machine, signal) {
    const end = await machine.run(["docker", "image", "inspect", "--format", "{{.Id}}", NETWORK_TOOLS_IMAGE], signal);
    if (end?.code === 0) return there(NETWORK_TOOLS_IMAGE);
    const why = end === undefined ? "no docker client" : `the engine has no ${NETWORK_TOOLS_IMAGE}`;
    return missing(why, `${BUILD_NETWORK_TOOLS}   # in brownout's folder`);
  },
};
