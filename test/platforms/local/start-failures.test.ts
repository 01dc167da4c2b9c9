import assert from "node:assert/strict";
import { mkdir, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { describe, test } from "node:test";
import { demoService } from "../../../src/platforms/local/programs/demo-service.ts";
import { DiedAtStartError, LogFolderError, NeverReadyError } from "../../../src/platforms/processes/process-errors.ts";
import { temporaryFolder } from "../../support/temporary-folder.ts";
import { preparePair, program, realService } from "./pair.ts";

const options = { timeout: 60_000 };

describe("bringing a local system up fails", options, () => {
  test("when a process dies at start: says which, how, and its last words", async (t) => {
    const serviceProgram = await program(t, `console.log("I can't go on"); process.exit(3);`);
    const prepared = await preparePair(t, { programs: [demoService(serviceProgram)] });
    await assert.rejects(prepared.up(), (error: Error) => {
      assert.ok(error instanceof DiedAtStartError);
      assert.match(error.message, /^(front|back) exited with code 3 at start; its last words:\nI can't go on$/);
      return true;
    });
    await prepared.down();
    assert.deepEqual(await prepared.processes(), []);
  });

  test("when a service never becomes ready: says which and why", async (t) => {
    const serviceProgram = await program(
      t,
      `import { createServer } from "node:http";
       console.log("waiting for Godot");
       createServer((_, response) => response.writeHead(503).end(JSON.stringify({ pid: process.pid, not: "yet" })))
         .listen(process.env.PORT, "127.0.0.1");`,
    );
    const prepared = await preparePair(t, { programs: [demoService(serviceProgram)], readyWithinMs: 3_000 });
    await assert.rejects(prepared.up(), (error: Error) => {
      assert.ok(error instanceof NeverReadyError);
      assert.match(error.message, /^(front|back) was not ready within 3 s: it answered 503 .*\nwaiting for Godot$/s);
      return true;
    });
    await prepared.down();
    assert.deepEqual(await prepared.processes(), []);
  });

  test("when another process answers where a service should", async (t) => {
    const serviceProgram = await program(
      t,
      `import { createServer } from "node:http";
       createServer((_, response) => response.end(JSON.stringify({ pid: 1 }))).listen(process.env.PORT, "127.0.0.1");`,
    );
    const prepared = await preparePair(t, { programs: [demoService(serviceProgram)], readyWithinMs: 3_000 });
    await assert.rejects(prepared.up(), /was not ready within 3 s: another process answers on its port/);
  });

  test("when the logs can't be written", async (t) => {
    const prepared = await preparePair(t);
    await writeFile(prepared.logFolder, "a file where the folder should be");
    await assert.rejects(prepared.up(), (error: Error) => {
      assert.ok(error instanceof LogFolderError);
      assert.ok(error.message.includes(prepared.logFolder));
      return true;
    });
  });

  test("when every port that is tried is taken", async (t) => {
    const serviceProgram = await program(t, "process.exit(75);");
    await assert.rejects((await preparePair(t, { programs: [demoService(serviceProgram)] })).up(), {
      code: "E_PORT_TAKEN",
    });
  });
});

describe("bringing a local system up", options, () => {
  test("takes another port when one was taken meanwhile, and the edges lead there", async (t) => {
    const folder = await temporaryFolder(t);
    await mkdir(join(folder, "been"));
    const serviceProgram = await program(
      t,
      `import { existsSync, writeFileSync } from "node:fs";
       const mark = ${JSON.stringify(join(folder, "been"))} + "/" + JSON.parse(process.env.BROWNOUT_SERVICE).name;
       if (existsSync(mark)) await import(${realService});
       else { writeFileSync(mark, process.env.PORT); process.exit(75); }`,
    );
    const system = await (await preparePair(t, { programs: [demoService(serviceProgram)] })).up();
    const response = await fetch(`${system.urlsOf("front")[0]}/`);
    assert.equal(response.status, 200);
    assert.deepEqual(((await response.json()) as { readonly sources: unknown }).sources, { back: "live" });
  });
});
