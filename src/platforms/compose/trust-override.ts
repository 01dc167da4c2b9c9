import { chmod, mkdir, readFile, rm, writeFile } from "node:fs/promises";
import { join, posix, resolve } from "node:path";
import type { ContainerRef } from "../../clients/engine/container.ts";
import { messageOf } from "../../values/errors.ts";
import { FOR_NODE, trustVariables } from "../edge-authority.ts";
import { runCompose } from "./compose-command.ts";
import { ComposeFileError } from "./compose-errors.ts";
import { lastLine } from "./compose-project.ts";
import type { Survey } from "./survey.ts";

/** The path in services' containers of the certificate of a run's own authority. */
export const CA_PATH = "/brownout/ca.pem";
/** The same beside the authorities that a service's Node was told of before. */
const WITH_ITS_OWN = "/brownout/ca-with-its-own.pem";

interface TrustPlace {
  readonly survey: Survey;
  readonly logFolder: string;
}

/**
 * Writes an override by which services find the certificate of a run's own authority, beside those that their Node trusts
 * already. Their containers are there, and needn't run.
 * @returns its path
 * @throws ComposeFileError where what a service's Node trusts can't be read
 */
export async function writeTrustOverride(
  certificate: string,
  services: readonly string[],
  place: TrustPlace,
): Promise<string> {
  // Compose takes a relative path from the project's own folder.
  const folder = resolve(place.logFolder);
  await mkdir(folder, { recursive: true });
  const own = join(folder, "ca.pem");
  await writeForAll(own, certificate);
  const containers = await place.survey.engine.containersOf(place.survey.project.name);
  const told = await Promise.all(
    services.map(async (name) => {
      const container = containers.find(({ service }) => service === name);
      const theirs = container && (await trustedBy(container, place));
      if (theirs === undefined) return [name, mounted([[own, CA_PATH]], trustVariables(CA_PATH))] as const;
      const both = join(folder, `ca-with-that-of-${name}.pem`);
      await writeForAll(both, `${certificate}${theirs}`);
      const files = [
        [own, CA_PATH],
        [both, WITH_ITS_OWN],
      ] as const;
      return [name, mounted(files, trustVariables(CA_PATH, WITH_ITS_OWN))] as const;
    }),
  );
  const path = join(folder, "compose-trust.json");
  await writeFile(path, JSON.stringify({ services: Object.fromEntries(told) }, undefined, 2));
  return path;
}

/** Whoever a service runs as is to read it, whatever this process gives to others. */
async function writeForAll(path: string, text: string): Promise<void> {
  await writeFile(path, text);
  await chmod(path, 0o644);
}

function mounted(files: readonly (readonly [string, string])[], environment: Readonly<Record<string, string>>) {
  const volumes = files.map(([source, target]) => ({
    type: "bind",
    // Compose takes what is behind a $ for a variable.
    source: source.replaceAll("$", "$$$$"),
    target,
    read_only: true,
  }));
  return { environment, volumes };
}

/** The authorities that Node in a container trusts besides those that it knows; undefined where it is told of none. */
async function trustedBy(
  { id, service }: ContainerRef,
  { survey, logFolder }: TrustPlace,
): Promise<string | undefined> {
  const { variables, workingFolder } = (await survey.engine.container(id).environment()) ?? {};
  const named = variables?.get(FOR_NODE);
  if (!named) return undefined;
  const path = posix.resolve("/", workingFolder ?? "", named);
  const copy = join(logFolder, `ca-of-${service}.pem`);
  try {
    const from = `${service}:${path}`;
    const end = await runCompose(survey.compose, [...survey.project.args, "cp", "--follow-link", from, copy]);
    if (end.code !== 0) throw new Error(lastLine(end.stderr));
    return await readFile(copy, "utf8");
  } catch (cause) {
    throw new ComposeFileError({
      message: `${FOR_NODE} of ${service} can't be read, with which it is to trust the run's own authority, too: ${path}: ${messageOf(cause)}`,
      hint: "Correct it, or leave it out.",
      cause,
    });
  } finally {
    await rm(copy, { recursive: true, force: true });
  }
}
