import { createServer } from "node:net";

/** Listens at a free port until it is disposed of. */
export async function listening(server) {
  await new Promise((resolve) => server.listen(0, "127.0.0.1", resolve));
  const address = `127.0.0.1:${server.address().port}`;
  return {
    address,
    url: `http://${address}`,
    async [Symbol.asyncDispose]() {
      server.closeAllConnections?.();
      await new Promise((resolve) => server.close(resolve));
    },
  };
}

/** An address at which nobody listens. */
export async function freeAddress() {
  await using server = await listening(createServer());
  return server.address;
}
