import { type Check, type Finding, missing, there } from "./check.ts";
import type { ProgramEnd } from "./machine.ts";

export const compose: Check = {
  name: "Compose",
  enables: "--on compose: bringing projects up and down",
  async look(machine, signal) {
    const plugin = await machine.run(["docker", "compose", "version", "--short"], signal);
    const alone = isVersion(plugin) ? undefined : await machine.run(["docker-compose", "version", "--short"], signal);
    return readCompose(plugin, alone);
  },
};

/** What `docker compose version --short` says, or `docker-compose version --short` where that is no command. */
function readCompose(plugin: ProgramEnd | undefined, alone: ProgramEnd | undefined): Finding {
  if (isVersion(plugin)) return there(`${versionOf(plugin)}, docker compose`);
  const get = "sudo apt-get install docker-compose-v2   # docker-compose on Debian";
  if (!isVersion(alone)) return missing("neither docker compose nor docker-compose", get);
  const version = versionOf(alone);
  return there(`${version}, docker-compose${version.startsWith("1.") ? "; version 1 does what it can" : ""}`);
}

/** An old client prints its help for a command that it doesn't know, and may even exit 0. */
function isVersion(end: ProgramEnd | undefined): end is ProgramEnd {
  return end?.code === 0 && /^v?\d+\.\d+/.test(end.stdout.trim());
}

function versionOf({ stdout }: ProgramEnd): string {
  return stdout.trim().replace(/^v/, "");
}
