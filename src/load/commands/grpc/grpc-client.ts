import { Client, credentials } from "@grpc/grpc-js";

/**
 * Begins to connect by a connection of its own, which tries nothing again by itself.
 * @param address `host:port`, or with TLS `https://host:port`
 */
export function grpcClient(address: string): Client {
  const isSecure = address.startsWith("https://");
  return new Client(
    address.replace(/^https:\/\//, ""),
    isSecure ? credentials.createSsl() : credentials.createInsecure(),
    { "grpc.use_local_subchannel_pool": 1, "grpc.enable_retries": 0 },
  );
}
