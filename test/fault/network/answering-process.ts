import { createServer } from "node:http";

/** A process in a network of its own that answers every request with a kilobyte. */
const [host = "", port] = process.argv.slice(2);

createServer((_, response) => response.end("x".repeat(1000))).listen({ host, port: Number(port) }, () => {
  process.send?.("listening");
});
process.on("disconnect", () => process.exit());
