/** A program that `init` found, to become a service of a graph. */
export interface FoundProgram {
  /** As it is named where it was found. */
  readonly name: string;
  /** A line that a shell would run. */
  readonly line: string;
  /** Folder to run it in, from where the graph file will be; `.` for the same. */
  readonly folder: string;
  /** True when it is known to take requests; false when it may be one that takes none. */
  readonly listens: boolean;
}
