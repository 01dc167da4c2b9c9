import { type Check, missing, there } from "./check.ts";

const OLDEST = [22, 22] as const;

export const node: Check = {
  name: "Node",
  enables: "brownout itself",
  look: async ({ nodeVersion }) => {
    const [major = 0, minor = 0] = nodeVersion.split(".").map(Number);
    const isNewEnough = major > OLDEST[0] || (major === OLDEST[0] && minor >= OLDEST[1]);
    return isNewEnough ? there(nodeVersion) : missing(nodeVersion, `install Node ${OLDEST.join(".")} or newer`);
  },
};
