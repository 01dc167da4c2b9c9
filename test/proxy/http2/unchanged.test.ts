import assert from "node:assert/strict";
import type { IncomingHttpHeaders } from "node:http2";
import { test } from "node:test";
import fc from "fast-check";
import { draws } from "../../support/draws.ts";
import { get, type OnStream, withHttp2 } from "./http2-under-test.ts";

const name = fc.stringMatching(/^x-[a-z][a-z0-9-]{0,12}$/);
const value = fc.stringMatching(/^[!-~]([ -~]{0,30}[!-~])?$/);
const fields = fc.dictionary(name, value, { maxKeys: 8, noNullPrototype: true });
/** With what stands in several lines, and what must not be indexed. */
const cookies = fc.array(fc.stringMatching(/^[a-z]{1,5}=[a-z0-9]{1,5}$/), { minLength: 1, maxLength: 3 });
const body = fc.oneof(fc.uint8Array({ maxLength: 500 }), fc.uint8Array({ minLength: 40_000, maxLength: 200_000 }));
const trailers = fc.dictionary(name, value, { maxKeys: 3, noNullPrototype: true });
const message = fc.record({ fields, cookies, body, trailers });

type Message = typeof message extends fc.Arbitrary<infer T> ? T : never;

/** Of the fields those that were drawn. */
const drawn = (headers: IncomingHttpHeaders) => Object.entries(headers).filter(([key]) => key.startsWith("x-"));

for (const [what, toxics] of Object.entries({
  "that no toxic chooses": [],
  "that a toxic chooses and doesn't change": [
    { type: "http_delay", attributes: { delay: 0 } },
    { type: "http_truncate", attributes: { bytes: 1e9 } },
  ],
})) {
  test(`a stream ${what} passes unchanged: fields, body and trailers, both ways`, async () => {
    let answered: Message | undefined;
    let asked: { headers: IncomingHttpHeaders; body: Buffer; trailers: IncomingHttpHeaders } | undefined;
    const onStream: OnStream = (stream, headers) => {
      const chunks: Buffer[] = [];
      let behind: IncomingHttpHeaders = {};
      stream.on("trailers", (came) => {
        behind = came;
      });
      stream.on("data", (chunk: Buffer) => chunks.push(chunk));
      stream.on("end", () => {
        asked = { headers, body: Buffer.concat(chunks), trailers: behind };
        const { fields: own = {}, cookies: set = [], body: bytes, trailers: end = {} } = answered ?? {};
        stream.respond({ ":status": 200, ...own, "set-cookie": set }, { waitForTrailers: true });
        stream.on("wantTrailers", () => stream.sendTrailers(end));
        stream.end(bytes);
      });
    };
    await withHttp2(onStream, async ({ connect, add }) => {
      for (const { type, attributes } of toxics) await add(type, attributes);
      const caller = connect();
      await fc.assert(
        fc.asyncProperty(message, message, async (request, answer) => {
          answered = answer;
          const headers = { ":method": "POST", ...request.fields, cookie: request.cookies };
          const came = await get(caller, headers, Buffer.from(request.body), request.trailers);
          assert.deepEqual(Object.fromEntries(drawn(asked?.headers ?? {})), request.fields);
          assert.equal(asked?.headers.cookie, request.cookies.join("; "));
          assert.ok(asked?.body.equals(request.body));
          assert.deepEqual(Object.fromEntries(drawn(asked?.trailers ?? {})), request.trailers);
          assert.deepEqual(Object.fromEntries(drawn(came.headers)), answer.fields);
          assert.deepEqual(came.headers["set-cookie"], answer.cookies);
          assert.ok(came.body.equals(answer.body));
          assert.deepEqual(Object.fromEntries(drawn(came.trailers)), answer.trailers);
        }),
        { numRuns: draws(20, 500) },
      );
    });
  });
}
