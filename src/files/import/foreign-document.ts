import type { z } from "zod";
import { parseDocument, type YamlDocument } from "../yaml/document.ts";
import { type Fields, fieldsOf } from "../yaml/fields.ts";
import { type Path, type Problem, ProblemsError, type Source } from "../yaml/problem.ts";
import { explain } from "../yaml/read-by-schema.ts";
import { writtenLength } from "./written-length.ts";

/** Characters: what is made of a document may have each of its texts as often as it stands there. */
const WRITTEN_MAX = 1024 * 1024;

/** A document of another tool, and all that is to be said of what became of it. */
export class ForeignDocument {
  readonly file: string;
  readonly #document: YamlDocument;
  readonly #left: Problem[] = [];
  readonly #otherwise: Problem[] = [];

  /** @throws ProblemsError for a text that can't be read */
  constructor(source: Source) {
    this.file = source.path;
    this.#document = parseDocument(source);
    if (this.#document.problems.length > 0) throw new ProblemsError(this.#document.problems);
    if (writtenLength(this.#document.value) > WRITTEN_MAX) {
      const message = `holds more than ${WRITTEN_MAX} characters with its aliases written out`;
      throw new ProblemsError([this.#document.problemAt([], { message })]);
    }
  }

  get value(): unknown {
    return this.#document.value;
  }

  /** All that can't be carried over. */
  get left(): readonly Problem[] {
    return this.#left;
  }

  /** All that is otherwise here than it was there, or that brownout has no need of. */
  get otherwise(): readonly Problem[] {
    return this.#otherwise;
  }

  /** Notes that the value at `path` can't be carried over, and why. */
  leave(path: Path, message: string): void {
    this.#left.push(this.#document.problemAt(path, { message }));
  }

  /** Notes that the value at `path` is carried over and means something else here, or that nobody needs it. */
  differ(path: Path, message: string): void {
    this.#otherwise.push(this.#document.problemAt(path, { message }));
  }

  /** The value at a path; undefined where there is none. */
  at(path: Path): unknown {
    return path.reduce<unknown>(
      (value, step) => (Array.isArray(value) ? value[Number(step)] : fieldsOf(value)[String(step)]),
      this.value,
    );
  }

  /** The keys of the mapping at a path. */
  keysAt(path: Path): readonly string[] {
    return Object.keys(fieldsOf(this.at(path)));
  }

  /**
   * Reads the value at a path by a schema of all keys that are known. Each other key is left, with its line.
   * @throws ProblemsError for values that the other tool wouldn't take, either
   */
  read<Schema extends z.ZodType>(schema: Schema, path: Path): z.output<Schema> {
    const value = structuredClone(this.at(path));
    const issues = schema.safeParse(value, { error: explain, reportInput: true }).error?.issues ?? [];
    for (const issue of issues) {
      if (issue.code !== "unrecognized_keys") continue;
      const holder = issue.path.reduce<unknown>((inner, step) => (inner as Fields)[String(step)], value);
      for (const key of issue.keys) {
        this.leave([...path, ...issue.path, key], "brownout knows nothing of this key");
        delete (holder as Record<string, unknown>)[key];
      }
    }
    const read = schema.safeParse(value, { error: explain, reportInput: true });
    if (read.success) return read.data;
    throw new ProblemsError(
      read.error.issues.map((issue) => this.#document.problemAt([...path, ...issue.path], { message: issue.message })),
    );
  }
}
