import type { FaultKind } from "../experiment/fault-kind.ts";
import { experimentFile } from "./experiment.ts";
import type { FileKind } from "./file-kind.ts";
import { gamedayFile } from "./gameday.ts";
import { graphFile } from "./graph.ts";
import { incidentFile } from "./incident.ts";

/** Every kind of file, a file each. */
export function fileKinds(faultKinds: readonly FaultKind[]): readonly FileKind[] {
  return [experimentFile(faultKinds), gamedayFile, graphFile, incidentFile];
}
