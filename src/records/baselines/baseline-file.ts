import { mkdir, readdir, readFile, rename, rm, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { z } from "zod";
import type { Baseline } from "../../judge/gate/baseline.ts";
import type { MeasuredRun, PhaseFigures, SignalFigures } from "../../judge/gate/figures.ts";
import type { RunKind } from "../../judge/gate/run-kind.ts";
import { machineSchema } from "../../judge/history/event-schema.ts";
import { UsageError } from "../../values/errors.ts";
import { jsonOf } from "../../values/json.ts";
import { schemaOf } from "../../values/schema-of.ts";

/** A baseline that isn't there, can't be read or written, or whose file isn't one. Exit code 64. */
class BaselineFileError extends UsageError {
  override readonly code = "E_BASELINE";
}

/** The format that this version writes, and the only one there is. */
const FORMAT = 1;
/** No name leads out of its folder. */
const NAME = /^[a-z0-9][a-z0-9._-]*$/i;
const ENDING = ".json";

const value = z.exactOptional(z.number().nonnegative());
const phase = schemaOf<PhaseFigures>({
  ended: z.int().nonnegative(),
  p50Ms: value,
  p95Ms: value,
  p99Ms: value,
  errorRate: value,
});
const signal = schemaOf<SignalFigures>({ baseline: z.exactOptional(phase), fault: z.exactOptional(phase) });

interface BaselineFile extends Baseline {
  readonly format: typeof FORMAT;
}

/** Only what has a format at all can be of a newer one. */
const header = z.object({ format: z.int() });

const fileSchema = schemaOf<BaselineFile>({
  format: z.literal(FORMAT),
  kind: schemaOf<RunKind>({
    experiment: z.string(),
    asked: z.string(),
    loads: z.array(z.string()),
    platform: z.string(),
    where: z.exactOptional(z.string()),
    version: z.string(),
    machine: z.exactOptional(machineSchema),
  }),
  runs: z
    .array(
      schemaOf<MeasuredRun>({
        run: z.string(),
        startedAt: z.iso.datetime(),
        figures: z.record(z.string(), signal),
      }),
    )
    .min(1),
});

/**
 * The path of a baseline's file.
 * @throws BaselineFileError for a name that could lead elsewhere
 */
function pathOf(folder: string, name: string): string {
  if (NAME.test(name)) return join(folder, `${name}${ENDING}`);
  throw new BaselineFileError({
    message: `"${name}" can't be a baseline's name`,
    hint: "Use letters, digits, dots, dashes and underscores; the first is a letter or a digit.",
  });
}

/** Names of the baselines in a folder; none when it isn't there. */
export async function baselineNames(folder: string): Promise<readonly string[]> {
  try {
    const files = (await readdir(folder)).filter((file) => file.endsWith(ENDING));
    return files.map((file) => file.slice(0, -ENDING.length)).sort();
  } catch (cause) {
    if ((cause as NodeJS.ErrnoException).code === "ENOENT") return [];
    throw unusable("read the folder of baselines", folder, cause);
  }
}

/**
 * Reads a baseline; undefined when there is none of that name.
 * @throws BaselineFileError when it can't be read, or the file isn't one
 */
export async function readBaseline(folder: string, name: string): Promise<Baseline | undefined> {
  const path = pathOf(folder, name);
  let text: string;
  try {
    text = await readFile(path, "utf8");
  } catch (cause) {
    if ((cause as NodeJS.ErrnoException).code === "ENOENT") return undefined;
    throw unusable("read the baseline", path, cause);
  }
  return parse(text, path);
}

function parse(text: string, path: string): Baseline {
  const json = jsonOf(text);
  const { data: head } = header.safeParse(json);
  if (head !== undefined && head.format > FORMAT) {
    throw new BaselineFileError({
      message: `${path}: a newer brownout wrote this baseline, in format ${head.format}; this version knows ${FORMAT}`,
      hint: "Use that version, or save the baseline anew.",
    });
  }
  const read = fileSchema.safeParse(json);
  if (read.success) return { kind: read.data.kind, runs: read.data.runs };
  throw new BaselineFileError({
    message: `${path}: this is no baseline as \`brownout baseline save\` wrote it: ${z.prettifyError(read.error).replaceAll("\n", " ")}`,
    hint: "The file was changed or damaged: restore it, or save the baseline anew with --replace.",
    cause: read.error,
  });
}

/**
 * Writes a baseline, and returns its path. Numbers have all of their digits: values that are the same must stay so.
 * @throws BaselineFileError when it can't be written
 */
export async function writeBaseline(folder: string, name: string, { kind, runs }: Baseline): Promise<string> {
  const path = pathOf(folder, name);
  try {
    await mkdir(folder, { recursive: true });
    await replaceWhole(path, `${JSON.stringify({ format: FORMAT, kind, runs } satisfies BaselineFile, null, 2)}\n`);
    return path;
  } catch (cause) {
    throw unusable("write the baseline", path, cause);
  }
}

/** Writes a file in one step, so that nobody reads half of it, and nothing is left of it where that fails. */
async function replaceWhole(path: string, text: string): Promise<void> {
  const draft = `${path}.${process.pid}`;
  try {
    await writeFile(draft, text);
    await rename(draft, path);
  } finally {
    await rm(draft, { force: true });
  }
}

function unusable(what: string, path: string, cause: unknown): BaselineFileError {
  return new BaselineFileError({
    message: `cannot ${what} ${path}: ${(cause as Error).message}`,
    hint: "Choose another folder with --baselines FOLDER, or make this one usable.",
    cause,
  });
}
