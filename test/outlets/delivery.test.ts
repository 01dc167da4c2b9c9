import assert from "node:assert/strict";
import { test } from "node:test";
import { Delivery } from "../../src/outlets/delivery.ts";
import { sendJson } from "../../src/outlets/send-json.ts";
import { FakeClock } from "../support/fake-clock.ts";
import { serve } from "../support/serve.ts";

test("a message that hangs is given up, and those after it are sent", async () => {
  const clock = new FakeClock();
  const delivery = new Delivery(clock);
  const taken: string[] = [];
  delivery.add(() => new Promise(() => undefined));
  delivery.add(async () => void taken.push("the last one"));
  await clock.advance(2000);
  assert.deepEqual(taken, ["the last one"]);
  await assert.rejects(delivery.finish(new AbortController().signal), {
    message: "1 of 2 messages were not taken: no answer within 2000 ms",
  });
});

test("why a message was not taken says nothing of its URL and headers", async (context) => {
  const endless = await serve(context, (_request, response) => {
    const more = () => {
      while (response.write("x".repeat(65_536)));
    };
    response.on("drain", more);
    more();
  });
  const send = (url: string, token: string) =>
    sendJson({ method: "POST", url, headers: { authorization: token }, body: {} }, new AbortController().signal);
  await assert.rejects(send(`http://${endless}/secret`, "Bearer secret"), {
    message: "its answer is longer than 64 KiB",
  });
  const failing = await serve(context, (_request, response) => response.writeHead(500).end("secret"));
  await assert.rejects(send(`http://${failing}/secret`, "Bearer secret"), { message: "it answered 500" });
  for (const [url, token] of [
    ["http://127.0.0.1:1/secret", "Bearer one\nsecret"],
    ["http://user:secret@127.0.0.1:1/", "Bearer secret"],
  ] as const) {
    await assert.rejects(send(url, token), { message: "it could not be reached" });
  }
});
