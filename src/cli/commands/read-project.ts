import { existsSync } from "node:fs";
import { readText } from "../../assembly/read-text.ts";
import type { ComposeFile } from "../../files/compose-file/compose-file.ts";
import { UsageError } from "../../values/errors.ts";
import { COMPOSE_MAX_BYTES } from "./compose-warnings.ts";

/** A Compose project, and who read it. */
export interface ReadProject {
  readonly file: ComposeFile;
  /** A sentence for a person: `read by Docker Compose 2.40.3`. */
  readonly by: string;
}

/**
 * Reads a Compose project: by Docker Compose, which needs no engine for it, and how and where it is written by ourselves;
 * where there is no Compose, all of it.
 * @throws ComposeSyntaxError or ComposeFileError, by who reads it
 */
export async function readComposeProject(path: string): Promise<ReadProject> {
  readText(path, COMPOSE_MAX_BYTES);
  const { NoComposeError } = await import("../../platforms/compose/compose-errors.ts");
  const composed = await byCompose(path).catch((error: unknown) => {
    if (error instanceof NoComposeError) return undefined;
    throw error;
  });
  if (composed === undefined) {
    return { file: await byOurselves(path), by: "read by brownout itself, as there is no Docker Compose" };
  }
  const { composedTexts } = await import("../../files/compose-file/composed-texts.ts");
  try {
    const own = await byOurselves(path);
    return { ...composed, file: composedTexts(composed.file, own) };
  } catch (error) {
    if (!(error instanceof UsageError)) throw error;
    return { ...composed, by: `${composed.by}; where each address is written isn't known: ${error.message}` };
  }
}

async function byCompose(path: string): Promise<ReadProject> {
  const [{ findCompose }, { readProject }] = await Promise.all([
    import("../../platforms/compose/compose-command.ts"),
    import("../../platforms/compose/compose-project.ts"),
  ]);
  const compose = await findCompose();
  const file = await readProject(compose, { files: [path], existing: false, proxy: "toxiproxy", edges: {} }, {});
  return { file, by: `read by Docker Compose ${compose.version}` };
}

async function byOurselves(path: string): Promise<ComposeFile> {
  const { readCompose } = await import("../../files/compose-file/read-compose.ts");
  return readCompose(path, {
    read: (file) => (existsSync(file) ? readText(file, COMPOSE_MAX_BYTES) : undefined),
    environment: (name) => process.env[name],
  });
}
