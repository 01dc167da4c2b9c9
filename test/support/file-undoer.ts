import { existsSync } from "node:fs";
import { rm } from "node:fs/promises";
import type { Undoer } from "../../src/records/undo/undoer.ts";
import type { UndoRecord } from "../../src/values/undo-record.ts";

/** Takes out "faults" that are files: the record's data is the path. */
export const fileUndoer: Undoer = {
  kind: "file",
  undo: (record) => rm(pathOf(record), { force: true }),
  isGone: async (record) => !existsSync(pathOf(record)),
};

function pathOf(record: UndoRecord): string {
  return record.data as string;
}
