import { load } from "js-yaml";
import { z } from "zod";
import type { ComposeSpec } from "../../files/experiment/experiment.ts";
import { type ComposeCommand, isVersion1, runCompose } from "./compose-command.ts";
import { ComposeFileError } from "./compose-errors.ts";

/** A project as Compose makes it of its files: variables filled in, anchors and extensions resolved. */
export interface ComposeProject {
  readonly name: string;
  /** Arguments that tell Compose to mean this project. */
  readonly args: readonly string[];
  /** In the order of Compose's answer. */
  readonly services: readonly ComposeService[];
  /** As Compose prints it. */
  readonly config: string;
}

export interface ComposeService {
  readonly name: string;
  /** `shop-pricing:1.2.0`; empty when it is built and has no name. */
  readonly image: string;
  readonly replicas: number;
  readonly environment: Readonly<Record<string, string>>;
  readonly command: readonly string[];
  /** Names by which other services may call it. */
  readonly hostNames: readonly string[];
  readonly files: readonly MountedFile[];
  readonly ports: readonly ComposePort[];
}

/** A file or folder of the machine that the service sees. */
export interface MountedFile {
  readonly source: string;
  readonly target: string;
}

export interface ComposePort {
  readonly target: number;
  /** On the machine; undefined when the engine chooses one at each start. */
  readonly published: string | undefined;
}

const text = z.union([z.string(), z.number(), z.boolean()]).transform(String);
const words = z.union([z.array(text), z.string().transform((line) => line.split(/\s+/))]);
const serviceSchema = z.looseObject({
  image: z.string().default(""),
  container_name: z.string().optional(),
  hostname: z.string().optional(),
  scale: z.number().optional(),
  deploy: z.looseObject({ replicas: z.number().nullish() }).nullish(),
  environment: z.record(z.string(), text.nullable()).default({}),
  command: words.nullish(),
  networks: z.record(z.string(), z.looseObject({ aliases: z.array(z.string()).default([]) }).nullable()).default({}),
  volumes: z.array(z.unknown()).default([]),
  ports: z.array(z.unknown()).default([]),
});
const projectSchema = z.looseObject({ name: z.string().optional(), services: z.record(z.string(), serviceSchema) });
/** Version 1 writes mounts and ports in their short form: `./a:/b:ro`, `127.0.0.1:8474:8474/tcp`. */
const mountSchema = z.union([
  z.looseObject({ source: z.string(), target: z.string() }),
  z
    .string()
    .regex(/^[^:]+:[^:]+/)
    .transform((short) => {
      const [source = "", target = ""] = short.split(":");
      return { source, target };
    }),
]);
const portSchema = z.union([
  z.looseObject({ target: z.number(), published: text.optional() }),
  z
    .string()
    .regex(/(^|:)\d+(\/\w+)?$/)
    .transform((short) => {
      const [target = "", published] = short
        .replace(/\/\w+$/, "")
        .split(":")
        .reverse();
      return { target: Number(target), published };
    }),
]);

/**
 * Has Compose read a project.
 * @throws ComposeFileError with what Compose says of the file
 */
export async function readProject(
  compose: ComposeCommand,
  spec: ComposeSpec,
  env: Readonly<Record<string, string>>,
): Promise<ComposeProject> {
  const named = spec.project === undefined ? [] : ["--project-name", spec.project];
  const files = spec.files.flatMap((file) => ["--file", file]);
  const shown = spec.files.join(", ");
  const args = [...files, ...named];
  const format = isVersion1(compose) ? [] : ["--format", "json"];
  const end = await runCompose(compose, [...args, "config", ...format], { env });
  if (end.code !== 0) {
    throw new ComposeFileError({
      message: `Compose can't read ${shown}: ${isVersion1(compose) ? end.stderr.trim() : lastLine(end.stderr)}`,
      hint: `\`${[...compose.argv, ...args].join(" ")} config\` says the same.`,
    });
  }
  const read = projectSchema.safeParse(isVersion1(compose) ? load(end.stdout) : JSON.parse(end.stdout));
  const name = spec.project ?? read.data?.name;
  if (!read.success || name === undefined) {
    throw new ComposeFileError({
      message: `Compose ${compose.version} shows ${shown} in a form that isn't known`,
      hint:
        name === undefined ? "Name the project: `system: { compose: { file: …, project: … } }`." : "Update Compose.",
      cause: read.error,
    });
  }
  const services = Object.entries(read.data.services).map(([service, file]) => serviceOf(service, file));
  const projectArgs = isVersion1(compose) ? [...files, "--project-name", name] : args;
  return { name, args: projectArgs, services, config: end.stdout };
}

function serviceOf(name: string, file: z.output<typeof serviceSchema>): ComposeService {
  const aliases = Object.values(file.networks).flatMap((network) => network?.aliases ?? []);
  const parsed = <T>(schema: z.ZodType<T>, items: readonly unknown[]): T[] =>
    items.flatMap((item) => schema.safeParse(item).data ?? []);
  return {
    name,
    image: file.image,
    replicas: file.deploy?.replicas ?? file.scale ?? 1,
    environment: Object.fromEntries(Object.entries(file.environment).map(([key, value]) => [key, value ?? ""])),
    command: file.command ?? [],
    hostNames: [name, file.container_name, file.hostname, ...aliases].flatMap((host) => host ?? []),
    files: parsed(mountSchema, file.volumes).map(({ source, target }) => ({ source, target })),
    ports: parsed(portSchema, file.ports).map(({ target, published }) => ({
      target,
      published: published || undefined,
    })),
  };
}

/** The last line of a program's output, which is mostly what is wrong. */
export function lastLine(output: string): string {
  return output.trim().split("\n").at(-1) ?? "";
}
