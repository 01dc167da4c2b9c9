import { InconclusiveError } from "../values/errors.ts";

/** The fault proxy doesn't answer, or answers what it shouldn't. */
export class ProxyGoneError extends InconclusiveError {
  override readonly code = "E_PROXY_GONE";
}
