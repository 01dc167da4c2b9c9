/**
 * The server behind the proxies: answers every request at once; `GET /bulk` streams zeros for ever. In clear text, inside TLS, and as HTTP/2
 * in clear text. Prints the ports.
 */
import { execFileSync } from "node:child_process";
import { once } from "node:events";
import { mkdtempSync, readFileSync, rmSync } from "node:fs";
import { createServer as createHttp2 } from "node:http2";
import { type AddressInfo, createServer, type Server, type Socket } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { createServer as createTls } from "node:tls";
import { ANSWER } from "./messages.ts";

const HEAD_END = "\r\n\r\n";
const BULK_HEAD = "HTTP/1.1 200 OK\r\nContent-Type: application/octet-stream\r\n\r\n";
const ZEROS = Buffer.alloc(256 * 1024);

function serve(socket: Socket): void {
  socket.on("error", () => socket.destroy());
  socket.on("data", (chunk: Buffer) => {
    if (chunk.indexOf("/bulk") !== -1) return stream(socket);
    // Late requests come several at once.
    for (let at = chunk.indexOf(HEAD_END); at !== -1; at = chunk.indexOf(HEAD_END, at + 1)) socket.write(ANSWER);
  });
}

function stream(socket: Socket): void {
  socket.write(BULK_HEAD);
  const fill = () => {
    while (!socket.destroyed && socket.write(ZEROS));
  };
  socket.on("drain", fill);
  fill();
}

function certificate(): { readonly key: Buffer; readonly cert: Buffer } {
  const folder = mkdtempSync(join(tmpdir(), "brownout-bench-"));
  const [key, cert] = [join(folder, "key.pem"), join(folder, "cert.pem")];
  const curve = ["-newkey", "ec", "-pkeyopt", "ec_paramgen_curve:prime256v1", "-nodes", "-subj", "/CN=localhost"];
  execFileSync("openssl", ["req", "-x509", ...curve, "-keyout", key, "-out", cert], { stdio: "ignore" });
  const made = { key: readFileSync(key), cert: readFileSync(cert) };
  rmSync(folder, { recursive: true });
  return made;
}

async function portOf(server: Server): Promise<number> {
  server.listen({ port: 0, host: "127.0.0.1", backlog: 4096 });
  await once(server, "listening");
  return (server.address() as AddressInfo).port;
}

const h2 = createHttp2();
h2.on("stream", (stream) => {
  stream.on("error", () => undefined);
  stream.respond({ ":status": 200, "content-type": "text/plain" });
  stream.end("Hello, World!");
});
const ports = {
  plain: await portOf(createServer({ noDelay: true }, serve)),
  tls: await portOf(createTls({ ...certificate(), noDelay: true }, serve)),
  h2: await portOf(h2),
};
process.stdout.write(`${JSON.stringify(ports)}\n`);
