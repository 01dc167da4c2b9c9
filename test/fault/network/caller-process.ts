import { type CallOptions, call } from "../../contract/caller.ts";

/** A process in a network of its own that makes calls and tells how they ended. */
export interface CallOrder extends CallOptions {
  readonly id: number;
  readonly url: string;
}

process.on("message", async ({ id, url, ...options }: CallOrder) => {
  process.send?.({ id, end: await call(url, options).end });
});
process.on("disconnect", () => process.exit());
