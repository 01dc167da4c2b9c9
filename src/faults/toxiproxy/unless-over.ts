import { z } from "zod";
import { containerLifeSchema } from "../../clients/engine/address-schema.ts";
import { isOver } from "../../clients/engine/container-life.ts";
import type { Undoer } from "../../records/undo/undoer.ts";
import type { UndoRecord } from "../../values/undo-record.ts";

/**
 * An undoer that takes the end of the container's life for an undo: what a server held in memory is gone then, though it
 * answers no more to say so.
 */
export function unlessOver(undoer: Undoer): Undoer {
  return {
    kind: undoer.kind,
    async undo(record, signal) {
      try {
        await undoer.undo(record, signal);
      } catch (error) {
        if (!(await isServerOver(record))) throw error;
      }
    },
    async isGone(record, signal) {
      try {
        return await undoer.isGone(record, signal);
      } catch (error) {
        if (await isServerOver(record)) return true;
        throw error;
      }
    },
  };
}

const withLife = z.object({ life: containerLifeSchema.optional() });

async function isServerOver({ data }: UndoRecord): Promise<boolean> {
  const { life } = withLife.parse(data);
  return life !== undefined && isOver(life);
}
