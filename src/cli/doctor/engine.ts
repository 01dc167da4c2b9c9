import { z } from "zod";
import { isTooOld, OLDEST_ENGINE } from "../../clients/engine/engine-version.ts";
import type { ProgramEnd } from "../../clients/os/run-program.ts";
import { type Check, type Finding, firstLine, missing, there, unknown } from "./check.ts";

const versionSchema = z.object({
  Client: z.object({ Context: z.string().optional() }).optional(),
  Server: z
    .object({ Version: z.string(), ApiVersion: z.string(), Os: z.string(), KernelVersion: z.string().optional() })
    .nullish(),
});

export const engine: Check = {
  name: "engine",
  enables: "--on compose: the same experiments on containers",
  look: async (machine, signal) =>
    readEngine(await machine.run(["docker", "version", "--format", "{{json .}}"], signal)),
};

/**
 * Reads the output of `docker version --format '{{json .}}'`; it fails when no engine answers, and says why on stderr.
 */
function readEngine(end: ProgramEnd | undefined): Finding {
  if (end === undefined) return missing("no docker client", "sudo apt-get install docker.io");
  if (end.code !== 0) return noEngine(firstLine(end.stderr));
  const { data } = versionSchema.safeParse(JSON.parse(end.stdout));
  if (!data?.Server) return unknown(`docker version answers in a form that isn't known: ${firstLine(end.stdout)}`);
  const { Version: version, ApiVersion: api, KernelVersion: kernel } = data.Server;
  const context = data.Client?.Context === undefined ? "" : `, context ${data.Client.Context}`;
  const found = `${version}, API ${api}${context}${kernel === undefined ? "" : `, kernel ${kernel}`}`;
  return isTooOld(api)
    ? missing(`${found}: too old`, `update the engine to Docker ${OLDEST_ENGINE.docker} or newer`)
    : there(found);
}

function noEngine(why: string): Finding {
  if (/permission denied/i.test(why)) {
    return missing(`no permission: ${why}`, "sudo usermod -aG docker $USER   # then log in again");
  }
  return missing(`no engine answers: ${why}`, "sudo systemctl start docker   # or set DOCKER_HOST");
}
