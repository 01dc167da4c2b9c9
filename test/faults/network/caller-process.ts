import { connect, type Socket } from "node:net";
import { type CallOptions, call } from "../../contract/caller.ts";

/** A process in a network of its own that does what it is told, and tells how it ended. */
export type CallerOrder = { readonly id: number } & (
  | ({ readonly what: "call"; readonly url: string } & CallOptions)
  | { readonly what: "open"; readonly url: string }
  /** Sends something over the connection that was opened last. */
  | { readonly what: "use" }
);

let open: Socket | undefined;

process.on("message", async (order: CallerOrder) => {
  process.send?.({ id: order.id, result: await follow(order) });
});
process.on("disconnect", () => process.exit());

async function follow(order: CallerOrder): Promise<unknown> {
  if (order.what === "call") return call(order.url, order).end;
  if (order.what === "use") return useAgain();
  const { hostname, port } = new URL(order.url);
  const socket = connect({ host: hostname, port: Number(port) });
  open = socket;
  return new Promise((resolve) => socket.once("connect", () => resolve("open")));
}

/** Resolves with how the connection broke, or with `answered`. */
function useAgain(): Promise<string> {
  return new Promise((resolve) => {
    open?.once("error", (error: NodeJS.ErrnoException) => resolve(error.code ?? error.message));
    open?.once("data", () => resolve("answered"));
    open?.write("GET / HTTP/1.1\r\nhost: back\r\n\r\n");
  });
}
