import { existsSync, readFileSync } from "node:fs";
import { join, relative } from "node:path";
import { z } from "zod";
import type { ContainerState } from "../../clients/engine/container.ts";
import type { ComposeService } from "../../files/compose-file/compose-file.ts";
import { isProxyImage } from "../../values/images.ts";
import type { ListedProxy } from "../toxiproxy/listed-proxies.ts";
import { ComposeFileError } from "./compose-errors.ts";
import type { ComposeProject } from "./compose-project.ts";

/** Toxiproxy's, unless its command says otherwise. */
const DEFAULT_API_PORT = 8474;

/** The service that the project's edges run through; undefined when it has none. */
export function proxyServiceOf({ services }: ComposeProject): ComposeService | undefined {
  return services.find(({ image = "" }) => isProxyImage(image));
}

/** The port in the container on which the server's API listens. */
export function apiPortOf({ command }: ComposeService): number {
  return Number(optionOf(command, "port") ?? DEFAULT_API_PORT);
}

/** The path in the container of the file that the server reads its proxies from; undefined when it reads none. */
export function configTargetOf({ command }: Pick<ComposeService, "command">): string | undefined {
  return optionOf(command, "config");
}

/** The port on the machine that the API is published at; undefined when it isn't. */
export function publishedApiPort(service: ComposeService, state: ContainerState): number | undefined {
  const target = apiPortOf(service);
  return state.ports.find((port) => port.target === target)?.port;
}

const configSchema = z.array(z.looseObject({ name: z.string(), listen: z.string(), upstream: z.string() }));

/**
 * The file on this machine that a server reads its proxies from when it starts; undefined when it reads none that can
 * be seen from here.
 */
export function configFileOf({ command, files }: ComposeService): string | undefined {
  const target = configTargetOf({ command });
  if (target === undefined) return undefined;
  for (const file of files) {
    const inside = relative(file.target, target);
    const path = inside === "" ? file.source : join(file.source, inside);
    if (!inside.startsWith("..") && existsSync(path)) return path;
  }
  return undefined;
}

/** @throws ComposeFileError when it isn't a list of proxies */
export function readProxyConfig(path: string): readonly ListedProxy[] {
  try {
    return configSchema
      .parse(JSON.parse(readFileSync(path, "utf8")))
      .map((proxy) => ({ ...proxy, enabled: true, toxics: [] }));
  } catch (cause) {
    throw new ComposeFileError({
      message: `${path} is no list of Toxiproxy's proxies: ${(cause as Error).message}`,
      cause,
    });
  }
}

/** The value of `-name=value`, `--name=value` or `-name value`. */
function optionOf(command: readonly string[], name: string): string | undefined {
  for (const [index, word] of command.entries()) {
    const [, option, value] = /^--?([\w-]+)(?:=(.*))?$/.exec(word) ?? [];
    if (option === name) return value ?? command[index + 1];
  }
  return undefined;
}
