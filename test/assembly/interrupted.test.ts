import assert from "node:assert/strict";
import { test } from "node:test";
import { unlessInterrupted } from "../../src/assembly/interrupted.ts";
import type { RunContext } from "../../src/assembly/run-context.ts";

const never = new Promise(() => undefined);

for (const [signal, exitCode] of [
  ["SIGINT", 130],
  ["SIGTERM", 143],
] as const) {
  test(`${signal} ends what only reads, though an engine or a program never answers`, async () => {
    const interrupt = new AbortController();
    const waiting = unlessInterrupted(never, { signal: interrupt.signal } as RunContext);
    interrupt.abort(signal);
    await assert.rejects(waiting, { code: "E_INTERRUPTED", exitCode, message: /before anything was started/ });
  });
}
