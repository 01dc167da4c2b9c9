import { BrownoutError, type ErrorParts } from "../values/errors.ts";

/** A request that the API refuses: `status` and the message are what Toxiproxy 2.12 answers, but for what is wrong with a body. */
export class ApiError extends BrownoutError {
  readonly code = "E_PROXY_API";
  readonly status: number;

  constructor(status: number, parts: ErrorParts) {
    super(parts);
    this.status = status;
  }
}

export const proxyNotFound = () => new ApiError(404, { message: "proxy not found" });
export const proxyAlreadyExists = () => new ApiError(409, { message: "proxy already exists" });
export const toxicNotFound = () => new ApiError(404, { message: "toxic not found" });
export const toxicAlreadyExists = () => new ApiError(409, { message: "toxic already exists" });
export const invalidToxicType = () => new ApiError(400, { message: "invalid toxic type" });
export const invalidStream = () =>
  new ApiError(400, { message: "stream was invalid, can be either upstream or downstream" });
export const missingField = (field: string) => new ApiError(400, { message: `missing required field: ${field}` });
export const badRequestBody = (why: string) => new ApiError(400, { message: `bad request body: ${why}` });
