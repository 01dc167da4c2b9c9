import { ComposeSyntaxError } from "./compose-file.ts";
import { type Interpolated, InterpolationError, interpolate, type Lookup } from "./interpolate.ts";
import type { FilePosition } from "./service-text.ts";

/**
 * Replaces variables of a text.
 * @throws ComposeSyntaxError that says where
 */
export function interpolatedAt(text: string, lookup: Lookup, { file, line }: FilePosition): Interpolated {
  try {
    return interpolate(text, lookup);
  } catch (cause) {
    if (!(cause instanceof InterpolationError)) throw cause;
    throw new ComposeSyntaxError({ message: `${file}:${line} ${cause.message}`, cause });
  }
}
