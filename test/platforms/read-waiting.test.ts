import assert from "node:assert/strict";
import { once } from "node:events";
import { createServer, type RequestListener } from "node:http";
import type { AddressInfo } from "node:net";
import { type TestContext, test } from "node:test";
import type { ReplicaWaiting } from "../../src/judge/history/event.ts";
import { type AskedReplica, readWaiting } from "../../src/platforms/read-waiting.ts";

const waiting = [{ on: "GET pricing/price", count: 547, longestMs: 2841 }];
const pool = { active: 60, queued: 180 };

async function replica(context: TestContext, service: string, answer: RequestListener): Promise<AskedReplica> {
  const server = createServer(answer).listen(0, "127.0.0.1");
  await once(server, "listening");
  context.after(() => {
    server.close();
    server.closeAllConnections();
  });
  const { port } = server.address() as AddressInfo;
  return { service, title: `${service}, replica 1`, url: `http://127.0.0.1:${port}` };
}

const saying =
  (status: number, text: string): RequestListener =>
  (_request, response) =>
    void response.writeHead(status).end(text);

test("what replicas say is told at once, and the others are waited for no longer than until the signal", async (context) => {
  const page = JSON.stringify({ service: "checkout", waiting, pool });
  const stop = new AbortController();
  const told: ReplicaWaiting[] = [];
  const replicas = await Promise.all([
    replica(context, "paused", () => undefined),
    replica(context, "checkout", saying(200, page)),
  ]);
  await readWaiting(
    replicas,
    (one) => {
      told.push(one);
      stop.abort();
    },
    stop.signal,
  );
  assert.deepEqual(told, [{ service: "checkout", replica: "checkout, replica 1", groups: waiting, pool }]);
});

test("replicas that have no such page, or another one there, are left out", async (context) => {
  const never = new AbortController().signal;
  const replicas = await Promise.all([
    replica(context, "without", saying(404, JSON.stringify({ waiting, pool }))),
    replica(context, "words", saying(200, "<p>debug</p>")),
    replica(context, "other", saying(200, JSON.stringify({ waiting: 3, pool }))),
    replica(context, "poolless", saying(200, JSON.stringify({ waiting }))),
    replica(context, "closing", (request) => request.socket.destroy()),
  ]);
  await readWaiting(replicas, () => assert.fail(), never);
});
