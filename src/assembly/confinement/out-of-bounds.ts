import type { Path } from "../../files/yaml/problem.ts";

/** Something that an experiment asks for and nobody allowed, at its place in the file. */
export interface OutOfBounds {
  readonly path: Path;
  readonly message: string;
}
