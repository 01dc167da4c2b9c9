import { grpcStatus } from "./grpc-status.ts";
import { httpAbort } from "./http-abort.ts";
import { httpDelay } from "./http-delay.ts";
import { httpHeader } from "./http-header.ts";
import { httpLostAnswer } from "./http-lost-answer.ts";
import { httpSlowAnswer } from "./http-slow-answer.ts";
import { httpStatus } from "./http-status.ts";
import { httpTruncate } from "./http-truncate.ts";
import type { MessageKind } from "./message-kind.ts";
import { queryDelay } from "./query-delay.ts";
import { queryError } from "./query-error.ts";
import { tlsHandshake } from "./tls-handshake.ts";

/** Kinds on the requests of an edge and their answers, and on queries to databases. A new one is a file beside them and a line here. */
export const messageKinds: readonly MessageKind[] = [
  httpStatus,
  httpAbort,
  httpDelay,
  httpLostAnswer,
  httpSlowAnswer,
  httpTruncate,
  httpHeader,
  grpcStatus,
  queryDelay,
  queryError,
  tlsHandshake,
];
