import assert from "node:assert/strict";
import { execFile } from "node:child_process";
import { promisify } from "node:util";
import { testsNeeding } from "../../support/needs.ts";
import { withoutPrograms } from "../../support/without-programs.ts";
import { withHttp2 } from "./http2-under-test.ts";

const { test } = testsNeeding(withoutPrograms("h2load"));

test("as many calls are counted as h2load makes, with their statuses", () => {
  let asked = 0;
  return withHttp2(
    (stream) => {
      stream.respond({ ":status": asked++ % 4 === 0 ? 503 : 200 });
      stream.end("x".repeat(2000));
    },
    async ({ address, edgeWhen }) => {
      const args = ["--requests=1000", "--clients=4", "--max-concurrent-streams=25", `http://${address}/`];
      const { stdout } = await promisify(execFile)("h2load", args);
      const [, ok, bad] = /status codes: (\d+) 2xx, 0 3xx, 0 4xx, (\d+) 5xx/.exec(stdout) ?? [];
      assert.match(stdout, /1000 total, 1000 started, 1000 done, .* 0 errored, 0 timeout/);
      const edge = await edgeWhen(({ connections }) => connections.open === 0);
      assert.deepEqual([edge.started, edge.ended, edge.inFlight], [1000, 1000, 0]);
      assert.deepEqual(edge.statuses, { 200: Number(ok), 503: Number(bad) });
      assert.deepEqual(edge.errors, { "status 503": Number(bad) });
      assert.equal(edge.connections.total, 4);
    },
  );
});
