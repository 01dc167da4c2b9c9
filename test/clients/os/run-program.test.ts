import assert from "node:assert/strict";
import { describe, test } from "node:test";
import { runProgram } from "../../../src/clients/os/run-program.ts";

describe("a program that is run", () => {
  test("resolves with its code and what it said, whatever the code", async () => {
    assert.deepEqual(await runProgram(["sh", "-c", "echo out; echo err >&2; exit 3"]), {
      code: 3,
      stdout: "out\n",
      stderr: "err\n",
    });
  });

  test("reads its input, has its environment, and no shell sees its arguments", async () => {
    const end = await runProgram(["sh", "-c", 'read line; echo "$line $WORD $1"', "sh", "$(id)"], {
      stdin: "hello\n",
      env: { WORD: "world" },
    });
    assert.equal(end?.stdout, "hello world $(id)\n");
  });

  test("may end without reading its input", async () => {
    assert.equal((await runProgram(["true"], { stdin: "x".repeat(1_000_000) }))?.code, 0);
  });

  test("that isn't there is undefined", async () => {
    assert.equal(await runProgram(["brownout-no-such-program"]), undefined);
  });

  test("is ended with its signal, and rejects with the signal's reason", async () => {
    const reason = new Error("enough");
    const stop = new AbortController();
    const ended = runProgram(["sleep", "60"], { signal: stop.signal });
    stop.abort(reason);
    await assert.rejects(ended, reason);
  });
});
