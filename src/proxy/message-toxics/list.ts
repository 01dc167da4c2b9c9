import type { ToxicTypes } from "../toxic-types.ts";
import { httpAbort } from "./http-abort.ts";
import { httpDelay } from "./http-delay.ts";
import { httpHeader } from "./http-header.ts";
import { httpLostAnswer } from "./http-lost-answer.ts";
import { httpSlowAnswer } from "./http-slow-answer.ts";
import { httpStatus } from "./http-status.ts";
import { httpTruncate } from "./http-truncate.ts";

/** The types of toxic that act on messages. A new one is a file beside them and a line here. */
export const messageToxicTypes: ToxicTypes = [
  httpStatus,
  httpAbort,
  httpDelay,
  httpLostAnswer,
  httpSlowAnswer,
  httpTruncate,
  httpHeader,
];
