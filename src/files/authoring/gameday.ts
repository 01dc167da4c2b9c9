import { gamedayJsonSchema } from "../gameday/gameday-schema.ts";
import { type FileKind, madeOnce } from "./file-kind.ts";

/** Game days' files. */
export const gamedayFile: FileKind = {
  name: "gameday",
  path: /(^|\/)gameday\.ya?ml$/,
  isMeant: (root) => "participants" in root && "experiments" in root,
  schema: madeOnce(gamedayJsonSchema),
  values: { "experiments.*.run": "file", "budget.spent": "file" },
  keys: {},
};
