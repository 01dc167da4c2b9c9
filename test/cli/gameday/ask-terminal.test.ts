import assert from "node:assert/strict";
import { PassThrough } from "node:stream";
import { text } from "node:stream/consumers";
import { test } from "node:test";
import { askTerminal } from "../../../src/cli/gameday/ask-terminal.ts";

/** A terminal at which keys are pressed after a question, each as what it sends. */
async function asked(...keys: readonly string[]) {
  const stdin = Object.assign(new PassThrough(), { isTTY: true, setRawMode: () => stdin });
  const stdout = Object.assign(new PassThrough(), { isTTY: true, columns: 80, rows: 24 });
  const leaving = new AbortController();
  let interrupts = 0;
  const process = { stdin, stdout } as unknown as Pick<NodeJS.Process, "stdin" | "stdout">;
  const answer = askTerminal(process, "> ", leaving.signal, () => {
    interrupts += 1;
    leaving.abort();
  });
  for (const key of keys) stdin.write(key);
  const said = await answer;
  stdout.end();
  return { said, interrupts, shown: await text(stdout) };
}

test("what is typed until Enter is the answer, and what is pasted is it with all of its lines", async () => {
  assert.equal((await asked("It hled", "\x7f\x7f\x7f", "eld.", "\r")).said, "It held.");
  assert.equal((await asked("\x1b[200~# Alarm\r\rIt *was*\x1b[201~", " late\r")).said, "# Alarm\n\nIt *was* late");
  assert.equal((await asked("\x1b[200~one\r\ntwo\r\n\x1b[201~", "\r")).said, "one\ntwo\n");
});

test("a terminal is asked to name pastes for no longer than the question", async () => {
  const { shown } = await asked("x\r");
  assert.ok(shown.startsWith("\x1b[?2004h") && shown.endsWith("\x1b[?2004l"), JSON.stringify(shown));
});

test("Ctrl-C is told, and without an answer there is none", async () => {
  const { said, interrupts } = await asked("half", "\x03");
  assert.equal(said, undefined);
  assert.equal(interrupts, 1);
});
