/** The codes of gRPC by their names: what a call came to, whatever the HTTP status says. */
export const grpcCodes = {
  OK: 0,
  CANCELLED: 1,
  UNKNOWN: 2,
  INVALID_ARGUMENT: 3,
  DEADLINE_EXCEEDED: 4,
  NOT_FOUND: 5,
  ALREADY_EXISTS: 6,
  PERMISSION_DENIED: 7,
  RESOURCE_EXHAUSTED: 8,
  FAILED_PRECONDITION: 9,
  ABORTED: 10,
  OUT_OF_RANGE: 11,
  UNIMPLEMENTED: 12,
  INTERNAL: 13,
  UNAVAILABLE: 14,
  DATA_LOSS: 15,
  UNAUTHENTICATED: 16,
} as const;

export type GrpcStatus = keyof typeof grpcCodes;

/** Those that say that the callee failed, as a 5xx does; all others answer what the caller asked, or may ask. */
const failures: readonly GrpcStatus[] = [
  "UNKNOWN",
  "DEADLINE_EXCEEDED",
  "UNIMPLEMENTED",
  "INTERNAL",
  "UNAVAILABLE",
  "DATA_LOSS",
];

/** The name of a code as it is sent; callers take one that isn't known, or is missing, for UNKNOWN. */
export function grpcStatusOf(code: string | undefined): GrpcStatus {
  const names = Object.keys(grpcCodes) as GrpcStatus[];
  return names.find((name) => String(grpcCodes[name]) === code) ?? "UNKNOWN";
}

export function isGrpcFailure(status: GrpcStatus): boolean {
  return failures.includes(status);
}

/** Tells whether a message is one of gRPC's over HTTP/2; gRPC-Web has its status elsewhere. */
export function isGrpc(contentType: string | undefined): boolean {
  return contentType !== undefined && /^application\/grpc(?!-web)/i.test(contentType);
}
