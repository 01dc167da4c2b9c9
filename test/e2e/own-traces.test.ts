import assert from "node:assert/strict";
import { writeFile } from "node:fs/promises";
import { join } from "node:path";
import { test } from "node:test";
import { temporaryFolder } from "../support/temporary-folder.ts";
import { startBrownout } from "./brownout-process.ts";

/** Begins a trace of its own for each call, as an agent does that trusts nobody's. */
const front = `
import { randomBytes } from "node:crypto";
import { createServer, get } from "node:http";
const digits = (bytes) => randomBytes(bytes).toString("hex");
createServer((_, answer) => {
  const headers = { traceparent: "00-" + digits(16) + "-" + digits(8) + "-01" };
  get(process.env.BACK, { headers }, (of) => of.pipe(answer)).on("error", () => answer.writeHead(502).end());
}).listen(process.env.PORT, "127.0.0.1");
`;
const back = `
import { createServer } from "node:http";
createServer((_, answer) => answer.end("ok")).listen(process.env.PORT, "127.0.0.1");
`;
const graph = `
name: own-traces
services:
  front:
    command: node front.mjs
    env: { BACK: "http://{{back.address}}" }
    calls: { back: {} }
    ready: tcp
  back: { command: node back.mjs, ready: tcp }
`;
const experiment = {
  name: "own-traces",
  system: { graph: "graph.yaml" },
  load: { shoppers: { request: "GET front/", rate: "100/s", timeout: "2s" } },
  control: { share: "50%" },
  phases: { baseline: "1s", fault: "1s", recovery: "500ms" },
  "steady-state": ["shoppers.p50 < 1s"],
  faults: [{ type: "http-delay", on: "front -> back", delay: "100ms" }],
  expect: ["shoppers.treated.p50 < 5 x shoppers.control.p50"],
};

test("arms of which a service passes no trace on are told nothing of: the fault spares both, and the run is inconclusive", async (t) => {
  const folder = await temporaryFolder(t);
  const files = { "front.mjs": front, "back.mjs": back, "graph.yaml": graph, "own.yaml": JSON.stringify(experiment) };
  for (const [name, text] of Object.entries(files)) await writeFile(join(folder, name), text);
  const { code, stdout, stderr } = await startBrownout(t, ["run", "own.yaml", "--json"], folder).ended;
  assert.equal(code, 3, stdout + stderr);
  const { faults, criteria, spillover } = JSON.parse(stdout);
  assert.equal(faults[0].took, "unknown", stdout);
  assert.match(faults[0].evidence, /100 % of the requests came without the trace id of one of the load's/);
  assert.equal(criteria.at(-1).judgement.holds, "unknown", stdout);
  assert.deepEqual([spillover.length, spillover[0].signal], [1, "shoppers.control"], stdout);
});
