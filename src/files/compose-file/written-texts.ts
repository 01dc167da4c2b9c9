import { ComposeSyntaxError } from "./compose-file.ts";
import { parseEnvFile } from "./env-file.ts";
import { type Interpolated, type Lookup, opaque } from "./interpolate.ts";
import { interpolatedAt } from "./interpolated-at.ts";
import type { EnvFileRef, ServicePart, WrittenCommand, WrittenText } from "./service-part.ts";
import { commandWords, type FilePosition, type ServiceText } from "./service-text.ts";

/** The texts of a service, with how and where each is written. */
export interface WrittenTexts {
  readonly texts: readonly ServiceText[];
  readonly environment: ReadonlyMap<string, string>;
  readonly command: readonly string[];
  readonly entrypoint: readonly string[];
}

/**
 * Makes texts of what a service's files say.
 * @throws ComposeSyntaxError where a variable or an env file is missing
 */
export function writtenTexts(
  part: ServicePart,
  lookup: Lookup,
  read: (path: string) => string | undefined,
): WrittenTexts {
  const environment = environmentTexts(part, lookup, read);
  const entrypoint = commandTexts("entrypoint", part.entrypoint, lookup);
  const command = commandTexts("command", part.command, lookup);
  return {
    texts: [...environment.values(), ...entrypoint, ...command],
    environment: new Map([...environment].map(([name, { value }]) => [name, value.text])),
    command: commandWords(command),
    entrypoint: commandWords(entrypoint),
  };
}

/** Variables by name. What the service itself says comes before its env files, of which the last comes first. */
function environmentTexts(
  part: ServicePart,
  lookup: Lookup,
  read: (path: string) => string | undefined,
): Map<string, ServiceText> {
  const found = new Map<string, ServiceText>();
  const add = (variable: string, value: Interpolated, at: FilePosition | undefined) =>
    found.set(variable, { place: { key: "environment", variable }, value, at });
  for (const ref of part.envFiles) {
    for (const [name, { value, line }] of envFile(ref, lookup, read))
      add(name, opaque(value), { file: ref.path, line });
  }
  for (const [name, written] of part.environment) {
    if (written !== null) add(name, interpolatedAt(written.text, lookup, written.at), written.at);
    else if (lookup(name) !== undefined) add(name, opaque(lookup(name) ?? ""), undefined);
  }
  return found;
}

function envFile({ path, isRequired, at }: EnvFileRef, lookup: Lookup, read: (path: string) => string | undefined) {
  const text = read(path);
  if (text !== undefined) return parseEnvFile({ path, text }, lookup);
  if (!isRequired) return [];
  throw new ComposeSyntaxError({ message: `${at.file}:${at.line} the env file ${path} isn't there` });
}

function commandTexts(
  key: "command" | "entrypoint",
  written: WrittenCommand | undefined,
  lookup: Lookup,
): ServiceText[] {
  if (written === undefined) return [];
  const textOf = ({ text, at }: WrittenText, index: number | undefined) => ({
    place: { key, index },
    value: interpolatedAt(text, lookup, at),
    at,
  });
  return "text" in written ? [textOf(written, undefined)] : written.map(textOf);
}
