/**
 * One measurement from a process of its own, so that the bench's own work is in nobody's way. Prints JSON.
 * `driver.ts paced PORT RATE COUNT CONNECTIONS` → round trips in ms, from the time each was due
 * `driver.ts bulk PORT MS` → GB/s; `tls-bulk` the same inside TLS
 * `driver.ts edges PORT,PORT,… MS` → requests/s and how many they were, one after the other on a connection to each port
 * `driver.ts idle PORT COUNT` → holds so many connections until its stdin closes; prints when all are there
 */
import { once } from "node:events";
import { connect, type Socket } from "node:net";
import { connect as connectTls } from "node:tls";
import { ANSWER, REQUEST } from "./messages.ts";

const [kind, port, ...rest] = process.argv.slice(2);
const numbers = rest.map(Number);

async function dial(to = port): Promise<Socket> {
  const socket = connect({ host: "127.0.0.1", port: Number(to), noDelay: true });
  await once(socket, "connect");
  return socket;
}

/** Requests at even distances; spins between them, for a timer would be a millisecond off. */
async function paced(ratePerS: number, count: number, connections: number): Promise<number[]> {
  const sockets = await Promise.all(Array.from({ length: connections }, () => dial()));
  const roundTripsMs: number[] = [];
  const dueMs: number[][] = sockets.map(() => []);
  sockets.forEach((socket, index) => {
    let bytes = 0;
    socket.on("data", (chunk) => {
      for (bytes += chunk.length; bytes >= ANSWER.length; bytes -= ANSWER.length) {
        roundTripsMs.push(performance.now() - (dueMs[index]?.shift() ?? Number.NaN));
      }
    });
  });
  const startMs = performance.now() + 5;
  for (let sent = 0; sent < count; ) {
    if (performance.now() >= startMs + (sent * 1000) / ratePerS) {
      const index = sent++ % connections;
      dueMs[index]?.push(startMs + ((sent - 1) * 1000) / ratePerS);
      sockets[index]?.write(REQUEST);
    }
    await new Promise(setImmediate);
  }
  while (roundTripsMs.length < count) await new Promise(setImmediate);
  for (const socket of sockets) socket.destroy();
  return roundTripsMs;
}

/** Sends on each connection what comes next as soon as it is answered. */
async function edges(ports: readonly string[], forMs: number): Promise<[perS: number, count: number]> {
  const sockets = await Promise.all(ports.map((one) => dial(one)));
  let count = 0;
  for (const socket of sockets) {
    let bytes = 0;
    socket.on("data", (chunk) => {
      for (bytes += chunk.length; bytes >= ANSWER.length; bytes -= ANSWER.length) {
        count++;
        socket.write(REQUEST);
      }
    });
  }
  const startMs = performance.now();
  for (const socket of sockets) socket.write(REQUEST);
  await new Promise((resolve) => setTimeout(resolve, forMs));
  const tookMs = performance.now() - startMs;
  for (const socket of sockets) socket.destroy();
  return [(count * 1000) / tookMs, count];
}

/** Lets bytes come for a while; resolves with how long that was, in ms. */
async function takeBulk(socket: Socket, forMs: number): Promise<number> {
  socket.write("GET /bulk HTTP/1.1\r\nHost: bench\r\n\r\n");
  const startMs = performance.now();
  await new Promise((resolve) => setTimeout(resolve, forMs));
  const tookMs = performance.now() - startMs;
  socket.destroy();
  return tookMs;
}

async function tlsBulk(forMs: number): Promise<number> {
  // A certificate of the bench's own.
  const socket = connectTls({ host: "127.0.0.1", port: Number(port), rejectUnauthorized: false });
  await once(socket, "secureConnect");
  let bytes = 0;
  socket.on("data", (chunk: Buffer) => {
    bytes += chunk.length;
  });
  const tookMs = await takeBulk(socket, forMs);
  return bytes / tookMs / 1e6;
}

/** Reads into one buffer, which costs least. */
async function bulk(forMs: number): Promise<number> {
  let bytes = 0;
  const socket = connect({
    host: "127.0.0.1",
    port: Number(port),
    onread: {
      buffer: Buffer.alloc(256 * 1024),
      callback: (read) => {
        bytes += read;
        return true;
      },
    },
  });
  await once(socket, "connect");
  const tookMs = await takeBulk(socket, forMs);
  return bytes / tookMs / 1e6;
}

const [first = 0, second = 0, third = 1] = numbers;
if (kind === "paced") process.stdout.write(JSON.stringify(await paced(first, second, third)));
else if (kind === "tls-bulk") process.stdout.write(JSON.stringify(await tlsBulk(first)));
else if (kind === "edges") process.stdout.write(JSON.stringify(await edges(port?.split(",") ?? [], first)));
else if (kind === "bulk") process.stdout.write(JSON.stringify(await bulk(first)));
else {
  const sockets: Socket[] = [];
  while (sockets.length < first) sockets.push(await dial());
  process.stdout.write("ready\n");
  process.stdin.resume().on("end", () => process.exit());
}
