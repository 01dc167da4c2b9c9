import { createServer } from "node:http";

/** A process in a network of its own that answers `/?bytes=16000` with so many, on every port that it is given. */
const [host = "", ...ports] = process.argv.slice(2);

for (const port of ports) {
  createServer(({ url }, response) =>
    response.end("x".repeat(Number(/bytes=(\d+)/.exec(url ?? "")?.[1] ?? 100))),
  ).listen({ host, port: Number(port) }, () => {
    process.send?.({ listening: port });
  });
}
process.on("disconnect", () => process.exit());
