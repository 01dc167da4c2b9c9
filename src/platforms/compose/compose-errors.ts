import type { ErrorCode } from "../../values/error-codes.ts";
import { InconclusiveError, UsageError } from "../../values/errors.ts";

/** Neither `docker compose` nor docker-compose can be started. */
export class NoComposeError extends InconclusiveError {
  override readonly code = "E_NO_COMPOSE";
}

/** Compose refuses the file, or it isn't there. */
export class ComposeFileError extends UsageError {
  override readonly code = "E_COMPOSE_FILE";
}

/** Connections can't be redirected here. */
export class RedirectError extends UsageError {
  override readonly code = "E_REDIRECT";
}

/** The project is in the hands of another run, or is up and wasn't said to be. */
export class ProjectBusyError extends InconclusiveError {
  override readonly code = "E_PROJECT_BUSY";
}

/** The project was to be up already, and isn't. */
export class ProjectNotUpError extends InconclusiveError {
  override readonly code = "E_PROJECT_NOT_UP";
}

/** Compose could not bring the project up. */
export class BringUpError extends InconclusiveError {
  override readonly code: ErrorCode = "E_COMPOSE_UP";
}

/** An image is neither here nor where it would come from. */
export class ImageMissingError extends BringUpError {
  override readonly code = "E_IMAGE_MISSING";
}

/** A port that the project publishes is in use. */
export class PortTakenError extends BringUpError {
  override readonly code = "E_PORT_TAKEN";
}

/** A container of the project ended, was removed or replaced while the run went on, and no fault did it. */
export class ContainerLostError extends InconclusiveError {
  override readonly code = "E_CONTAINER_LOST";
}

/** A service publishes no port by which a load could reach it. */
export class NotPublishedError extends UsageError {
  override readonly code = "E_NOT_PUBLISHED";
}
