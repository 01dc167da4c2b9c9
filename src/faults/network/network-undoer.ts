import type { Undoer } from "../../records/undo/undoer.ts";
import { meansFor } from "./means.ts";
import type { FindNamespace } from "./namespace.ts";
import { networkRecords } from "./network-record.ts";

/** Takes faults on packets out of whatever namespace now has the name in the record. */
export function networkUndoer(find: FindNamespace): Undoer {
  return {
    kind: networkRecords.kind,
    async undo(record) {
      const data = networkRecords.read(record);
      await meansFor(data.by).undo({ namespace: await find(data.namespace), trace: data });
    },
    async isGone(record) {
      const data = networkRecords.read(record);
      return meansFor(data.by).isGone({ namespace: await find(data.namespace), trace: data });
    },
  };
}
