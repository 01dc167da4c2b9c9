import { BrownoutError, type ErrorParts } from "../values/errors.ts";

/** A request that a game day's page may not make, or makes wrongly; `status` is that of the answer. */
export class Refusal extends BrownoutError {
  readonly code = "E_PAGE_REQUEST";
  readonly status: number;

  constructor(status: number, parts: ErrorParts) {
    super(parts);
    this.status = status;
  }
}
