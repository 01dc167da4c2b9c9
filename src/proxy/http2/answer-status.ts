import type { IncomingHttpHeaders, OutgoingHttpHeaders } from "node:http2";
import { grpcStatusOf, isGrpc, isGrpcFailure } from "./grpc-status.ts";

/** The status of an answer as it is counted, and what failed the call, if the answer says that the callee did. */
export function answerStatus(
  head: OutgoingHttpHeaders,
  trailers: IncomingHttpHeaders,
): { readonly status: number | string; readonly failure?: string } {
  const status = Number(head[":status"]);
  const code = trailers["grpc-status"] ?? head["grpc-status"];
  const isOfGrpc = isGrpc(textOf(head["content-type"])) && (status === 200 || code !== undefined);
  if (!isOfGrpc) return status >= 500 ? { status, failure: `status ${status}` } : { status };
  const name = grpcStatusOf(textOf(code));
  return isGrpcFailure(name) ? { status: `grpc ${name}`, failure: `grpc ${name}` } : { status: `grpc ${name}` };
}

function textOf(value: OutgoingHttpHeaders[string]): string | undefined {
  return value === undefined ? undefined : String(value);
}
