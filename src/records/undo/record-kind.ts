import { z } from "zod";
import { UsageError } from "../../values/errors.ts";
import type { JsonValue } from "../../values/json.ts";
import type { UndoRecord } from "../../values/undo-record.ts";

/** A record that asks for what no run puts in: nothing is done for it. Exit code 64. */
class RefusedRecordError extends UsageError {
  override readonly code = "E_RECORD";
}

/** The undo records of one kind, and what theirs hold. The schema takes no more than runs put in. */
export class UndoRecordKind<Data extends object> {
  readonly kind: string;
  readonly #schema: z.ZodType<Data>;

  constructor(kind: string, schema: z.ZodType<Data>) {
    this.kind = kind;
    this.#schema = schema;
  }

  /** The data as a record holds it: as it will be read again. */
  write(data: Data): JsonValue {
    return JSON.parse(JSON.stringify(data));
  }

  /** @throws RefusedRecordError */
  read({ kind, id, data }: UndoRecord): Data {
    const read = kind === this.kind ? this.#schema.safeParse(data) : undefined;
    if (read?.success) return read.data;
    const why = read === undefined ? `it is of the kind ${kind}` : z.prettifyError(read.error).replaceAll("\n", " ");
    throw new RefusedRecordError({
      message: `the undo record ${id} is none that a run makes of the kind ${this.kind}: ${why}`,
      hint: "Nothing was done for it. Look who wrote the journal, and take it out by hand where it is yours.",
      cause: read?.error,
    });
  }
}
