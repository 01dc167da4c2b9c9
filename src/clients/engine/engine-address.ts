import { createHash } from "node:crypto";
import { existsSync, readFileSync } from "node:fs";
import { homedir } from "node:os";
import { join } from "node:path";
import { UsageError } from "../../values/errors.ts";

/** The address at which a container engine is reached. Plain JSON, so that an undo record can hold it. */
export interface EngineAddress {
  /** `unix:///var/run/docker.sock`, `npipe:////./pipe/docker_engine`, `tcp://host:2376`, `ssh://user@host`. */
  readonly host: string;
  /** The folder with ca.pem, cert.pem and key.pem, where it is reached by TLS. */
  readonly certFolder?: string;
}

type Environment = Readonly<Record<string, string | undefined>>;

/**
 * Finds the engine that the docker command would use: DOCKER_HOST, else the context that DOCKER_CONTEXT or the
 * configuration names, else the usual socket (https://docs.docker.com/engine/manage-resources/contexts/).
 * @throws UsageError for a context that doesn't exist
 */
export function findEngine(env: Environment): EngineAddress {
  const configFolder = env.DOCKER_CONFIG || join(homedir(), ".docker");
  if (env.DOCKER_HOST) {
    const usesTls = Boolean(env.DOCKER_TLS_VERIFY);
    return { host: env.DOCKER_HOST, ...(usesTls ? { certFolder: env.DOCKER_CERT_PATH || configFolder } : {}) };
  }
  const context = env.DOCKER_CONTEXT || currentContext(configFolder);
  return context === undefined || context === "default" ? usualAddress() : contextAddress(configFolder, context);
}

function currentContext(configFolder: string): string | undefined {
  const path = join(configFolder, "config.json");
  return existsSync(path) ? readJson<{ currentContext?: string }>(path).currentContext : undefined;
}

function usualAddress(): EngineAddress {
  if (process.platform === "win32") return { host: "npipe:////./pipe/docker_engine" };
  const ofUser = join(homedir(), ".docker", "run", "docker.sock");
  return { host: `unix://${existsSync(ofUser) ? ofUser : "/var/run/docker.sock"}` };
}

/** A context's folder is named by the hash of its name. */
function contextAddress(configFolder: string, name: string): EngineAddress {
  const id = createHash("sha256").update(name).digest("hex");
  const metaPath = join(configFolder, "contexts", "meta", id, "meta.json");
  const host = existsSync(metaPath)
    ? readJson<{ Endpoints?: { docker?: { Host?: string } } }>(metaPath).Endpoints?.docker?.Host
    : undefined;
  if (host === undefined) {
    throw new UsageError({
      message: `there is no docker context "${name}" in ${configFolder}`,
      hint: "`docker context ls` lists them; DOCKER_CONTEXT or `docker context use` chooses one.",
    });
  }
  const certFolder = join(configFolder, "contexts", "tls", id, "docker");
  return { host, ...(existsSync(certFolder) ? { certFolder } : {}) };
}

function readJson<T>(path: string): T {
  try {
    return JSON.parse(readFileSync(path, "utf8")) as T;
  } catch (cause) {
    throw new UsageError({ message: `cannot read ${path}: ${(cause as Error).message}`, cause });
  }
}
