/** The server behind the proxies: answers every request at once; `GET /bulk` streams zeros for ever. Prints its port. */
import { type AddressInfo, createServer, type Socket } from "node:net";
import { ANSWER } from "./messages.ts";

const HEAD_END = "\r\n\r\n";
const BULK_HEAD = "HTTP/1.1 200 OK\r\nContent-Type: application/octet-stream\r\n\r\n";
const ZEROS = Buffer.alloc(256 * 1024);

const server = createServer({ noDelay: true }, (socket) => {
  socket.on("error", () => socket.destroy());
  socket.on("data", (chunk: Buffer) => {
    if (chunk.indexOf("/bulk") !== -1) return stream(socket);
    // Late requests come several at once.
    for (let at = chunk.indexOf(HEAD_END); at !== -1; at = chunk.indexOf(HEAD_END, at + 1)) socket.write(ANSWER);
  });
});

function stream(socket: Socket): void {
  socket.write(BULK_HEAD);
  const fill = () => {
    while (!socket.destroyed && socket.write(ZEROS));
  };
  socket.on("drain", fill);
  fill();
}

server.listen({ port: 0, host: "127.0.0.1", backlog: 4096 }, () => {
  process.stdout.write(`${(server.address() as AddressInfo).port}\n`);
});
