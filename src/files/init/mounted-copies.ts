import { join } from "node:path";
import type { ComposeService } from "../compose-file/compose-file.ts";
import type { FilePlace } from "../compose-file/service-text.ts";
import { changesIn, type ToldEdge } from "./changed-texts.ts";

/** A changed copy of a file that a caller mounts, to be mounted in its place. */
export interface MountedCopy {
  readonly caller: string;
  readonly place: FilePlace;
  /** From the folder that `init` writes to. */
  readonly path: string;
  readonly text: string;
}

const FOLDER = "mounted.brownout";

/** Copies of the files that tell a caller of edges, with the proxy's addresses in them. */
export function mountedCopies(caller: ComposeService, edges: readonly ToldEdge[]): MountedCopy[] {
  return caller.texts.flatMap(({ place, value: { text } }) => {
    if (place.key !== "file") return [];
    const changes = changesIn(place, edges).toSorted((a, b) => b.from - a.from);
    if (changes.length === 0) return [];
    // From the end on, so that what is changed moves nothing that is still to be.
    const changed = changes.reduce((before, { from, to, by }) => before.slice(0, from) + by + before.slice(to), text);
    return [{ caller: caller.name, place, path: join(FOLDER, caller.name, place.target), text: changed }];
  });
}
