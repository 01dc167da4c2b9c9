import { InconclusiveError } from "../../values/errors.ts";

/** A process of the system ended before it was ready, or could not be started at all. */
export class DiedAtStartError extends InconclusiveError {
  override readonly code = "E_DIED_AT_START";
}

/** A process of the system runs but never said that it is ready. */
export class NeverReadyError extends InconclusiveError {
  override readonly code = "E_NEVER_READY";
}

/** The port that a process was to listen on is in use. */
export class PortTakenError extends InconclusiveError {
  override readonly code = "E_PORT_TAKEN";
}

/** A process of the system ended by itself while the run went on. */
export class ProcessDiedError extends InconclusiveError {
  override readonly code = "E_PROCESS_DIED";
}

/** The folder for the system's logs can't be written. */
export class LogFolderError extends InconclusiveError {
  override readonly code = "E_LOG_FOLDER";
}
