/** The protocols that can be said of an edge; `tcp` for bytes in which no calls are looked for. */
export const edgeProtocols = ["http1", "http2", "grpc", "redis", "postgres", "mysql", "tcp"] as const;

export type EdgeProtocol = (typeof edgeProtocols)[number];
