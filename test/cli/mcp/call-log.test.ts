import assert from "node:assert/strict";
import { readFile, rm, stat, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { describe, test } from "node:test";
import fc from "fast-check";
import { CallLog } from "../../../src/cli/mcp/call-log.ts";
import { loggedArguments } from "../../../src/cli/mcp/logged-arguments.ts";
import { FakeClock } from "../../support/fake-clock.ts";
import { temporaryFolder } from "../../support/temporary-folder.ts";

describe("the log of an agent's calls", () => {
  test("has a line when a call begins and one when it has ended, behind what is there", async (t) => {
    const root = await temporaryFolder(t);
    const path = join(root, "logs/calls.jsonl");
    const clock = new FakeClock();
    const log = new CallLog(path, { root, under: "a test" }, clock);
    const call = await log.begin("plan", { file: "a.yaml" });
    await clock.advance(1234);
    await call.end({ outcome: "refused", code: "E_PLAN", message: "no" });
    const [began, ended] = (await readFile(path, "utf8"))
      .trimEnd()
      .split("\n")
      .map((line) => JSON.parse(line));
    const name = { call: `${process.pid}-1`, tool: "plan" };
    assert.deepEqual(began, { time: "2026-01-01T00:00:00.000Z", ...name, arguments: { file: "a.yaml" } });
    const end = { outcome: "refused", code: "E_PLAN", message: "no", durationMs: 1234 };
    assert.deepEqual(ended, { time: "2026-01-01T00:00:01.234Z", ...name, ...end });
    assert.equal((await stat(path)).mode & 0o777, 0o600);
    await new CallLog(path, { root, under: "a test" }, clock).begin("runs", {});
    assert.equal((await readFile(path, "utf8")).split("\n").length, 4);
  });

  test("notices that it can't be written any more", async (t) => {
    const root = await temporaryFolder(t);
    const log = new CallLog(join(root, "logs/calls.jsonl"), { root, under: "a test" }, new FakeClock());
    const call = await log.begin("plan", {});
    await rm(join(root, "logs"), { recursive: true });
    await writeFile(join(root, "logs"), "");
    await assert.rejects(call.end({ outcome: "answered" }), {
      code: "E_CALL_LOG",
      message: /^the call was carried out, and its end can't be logged in /,
    });
    await assert.rejects(log.begin("plan", {}), { code: "E_CALL_LOG", exitCode: 3 });
  });

  test("has no values but of arguments that hold no secret, whatever a client sends", () => {
    const secret = "hunter2hunter2";
    const value = fc.oneof(
      fc.constant(secret),
      fc.array(fc.constant(secret)),
      fc.dictionary(fc.string(), fc.constant(secret)),
    );
    const name = fc.oneof(fc.constantFrom("variables", "vars", "token"), fc.string());
    fc.assert(
      fc.property(fc.dictionary(name, value), (asked) => {
        const { file, on, run, last, ...others } = asked;
        assert.doesNotMatch(JSON.stringify(loggedArguments(others)), /hunter2/);
      }),
    );
    for (const asked of [undefined, null, "x", 1, [secret]]) {
      assert.doesNotMatch(JSON.stringify(loggedArguments(asked)), /hunter2/);
    }
    assert.deepEqual(loggedArguments({ file: "a".repeat(2000), last: 3, variables: { TOKEN: secret } }), {
      file: `${"a".repeat(1000)}…`,
      last: 3,
      variables: { TOKEN: "…" },
    });
  });
});
