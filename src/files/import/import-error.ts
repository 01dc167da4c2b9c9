import { UsageError } from "../../values/errors.ts";

/** A file is nothing that can be imported. */
export class ImportError extends UsageError {
  override readonly code = "E_IMPORT";
}
