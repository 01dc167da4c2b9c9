import { composeVersion } from "../../platforms/compose/compose-command.ts";
import { type Check, type Finding, missing, there } from "./check.ts";

export const compose: Check = {
  name: "Compose",
  enables: "--on compose: bringing projects up and down",
  async look(machine, signal) {
    const plugin = await machine.run(["docker", "compose", "version", "--short"], signal);
    const version = composeVersion(plugin);
    if (version !== undefined) return there(`${version}, docker compose`);
    return readAlone(composeVersion(await machine.run(["docker-compose", "version", "--short"], signal)));
  },
};

/** Finds the docker-compose that is there, where it is no command of docker. */
function readAlone(version: string | undefined): Finding {
  const get = "sudo apt-get install docker-compose-v2   # docker-compose on Debian";
  if (version === undefined) return missing("neither docker compose nor docker-compose", get);
  return there(`${version}, docker-compose${version.startsWith("1.") ? "; version 1 does what it can" : ""}`);
}
