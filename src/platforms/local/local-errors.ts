import { InconclusiveError } from "../../values/errors.ts";

/** Networks for the services could not be made or taken out. */
export class NetworkSetupError extends InconclusiveError {
  override readonly code = "E_NETWORK_SETUP";
}
