import { BrownoutError } from "../../values/errors.ts";
import type { Fields } from "../yaml/fields.ts";
import type { Path } from "../yaml/problem.ts";
import type { LoadContext } from "./commands/resolve-command.ts";
import type { LoadFile } from "./load-schema.ts";
import type { GeneratorSpec } from "./load-spec.ts";

/** Keys of a load that brownout sends, and a program of its own doesn't. */
const NOT_OF_GENERATORS = [
  "request",
  "requests",
  "steps",
  "retry",
  "sessions",
  "headers",
  "body",
  "traceparent",
  "max-in-flight",
] as const;

/** Reports what is wrong with a load that vegeta sends, but for what its schema finds. `load` is undefined where that does. */
export function resolveGenerator(
  part: Fields,
  load: LoadFile | undefined,
  path: Path,
  { document, report, readText }: LoadContext,
): GeneratorSpec | undefined {
  for (const key of NOT_OF_GENERATORS.filter((key) => part[key] !== undefined)) {
    report(document.problemAtKey([...path, key], { message: `${key} has no meaning beside vegeta` }));
  }
  if (load?.vegeta === undefined) return undefined;
  if (load.rate.kind !== "constant") {
    report(document.problemAt([...path, "rate"], { message: "vegeta sends evenly here: write a rate such as 200/s" }));
  }
  try {
    return { program: "vegeta", file: readText(load.vegeta).path };
  } catch (error) {
    if (!(error instanceof BrownoutError)) throw error;
    report(document.problemAt([...path, "vegeta"], { message: error.message }));
    return undefined;
  }
}
