import type { Block } from "./lines.ts";
import type { RunbookRuns } from "./runbook-run.ts";

/** A section of a runbook: a file in sections/, and a line in list.ts. */
export interface RunbookSection {
  /** Lower-case; its markers have it, so that it never changes. */
  readonly name: string;
  /** The heading that a new file has above it, which is its owner's from then on; none for the first. */
  readonly heading?: string;
  /** Says what the runs show, and where they show nothing that. */
  blocks(runs: RunbookRuns): readonly Block[];
}
