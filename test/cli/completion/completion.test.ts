import assert from "node:assert/strict";
import { execFileSync } from "node:child_process";
import { writeFileSync } from "node:fs";
import { join } from "node:path";
import { test } from "node:test";
import { Command } from "commander";
import { completionCommand } from "../../../src/cli/commands/completion.ts";
import { makeProgram } from "../../../src/cli/commands/program.ts";
import { isOnPath } from "../../../src/clients/os/is-on-path.ts";
import { lacking, testsNeeding } from "../../support/needs.ts";
import { runCommand } from "../../support/run-command.ts";
import { temporaryFolder } from "../../support/temporary-folder.ts";

const HIDDEN = ["guardian", "sender"];

const inBash = testsNeeding(isOnPath("bash") ? false : lacking("programs", "bash isn't installed"));

/** Reads lines, and writes for each what bash offers for its last word, which is empty behind a blank. */
const OFFERS = `source "$1"
while IFS= read -r line; do
  read -ra COMP_WORDS <<< "$line"
  if [[ "$line" == *" " ]]; then COMP_WORDS+=(""); fi
  COMP_CWORD=$((\${#COMP_WORDS[@]} - 1))
  _brownout
  echo "\${COMPREPLY[*]}"
done`;

/** The script for a shell, and the command line that it is of. */
async function completionOf(shell: string): Promise<{ readonly script: string; readonly program: Command }> {
  let program = new Command();
  const { out } = await runCommand(
    (context) =>
      completionCommand(context, async () => {
        program = await makeProgram(undefined, context);
        return program;
      }),
    shell,
  );
  return { script: out, program };
}

/** Every line behind which commands or options can be typed, and those. */
function linesOf(command: Command, line: string): { readonly line: string; readonly words: readonly string[] }[] {
  const beneath = command.commands.filter((one) => !HIDDEN.includes(one.name()));
  const options = command.options.map(({ long, flags }) => long ?? flags);
  return [
    { line: `${line} `, words: beneath.map((one) => one.name()) },
    { line: `${line} -`, words: [...options, "--help"] },
    ...beneath.flatMap((one) => linesOf(one, `${line} ${one.name()}`)),
  ];
}

inBash.test("bash offers every command and option that there is, and values that are known", async (context) => {
  const { script, program } = await completionOf("bash");
  const file = join(await temporaryFolder(context), "completion.sh");
  writeFileSync(file, script);
  const offers = (lines: readonly string[]) =>
    execFileSync("bash", ["-c", OFFERS, "bash", file], { input: lines.map((line) => `${line}\n`).join("") })
      .toString()
      .split("\n")
      .map((line) => line.split(" ").filter((word) => word !== ""));
  const all = linesOf(program, "brownout");
  assert.ok(all.length > 60, `${all.length} lines`);
  const offered = offers(all.map(({ line }) => line));
  for (const [at, { line, words }] of all.entries()) {
    const missing = words.filter((word) => !offered[at]?.includes(word));
    assert.deepEqual(missing, [], line);
  }
  for (const [line, words] of [
    ["brownout inc", ["incidents"]],
    ["brownout guard", []],
    ["brownout inject slow-cl", ["slow-close"]],
    ["brownout inject latency --for 1m --lat", ["--latency"]],
    ["brownout init --on ", ["kubernetes"]],
    ["brownout run --on ", []],
    ["brownout completion ", ["bash", "zsh", "fish"]],
  ] as const) {
    assert.deepEqual(offers([line])[0], words, line);
  }
});

test("the scripts for zsh and fish have them, too", async () => {
  for (const [shell, flag] of [
    ["zsh", "--"],
    ["fish", "-l "],
  ] as const) {
    const { script, program } = await completionOf(shell);
    for (const { line, words } of linesOf(program, "brownout")) {
      const typed = line.replace(/^brownout| -?$/g, "");
      assert.ok(script.includes(typed), `${shell}: ${line}`);
      for (const word of words) assert.ok(script.includes(word.replace(/^--/, flag)), `${shell}: ${line}${word}`);
    }
    assert.doesNotMatch(script, /["'] (?:guardian|sender)["']/, shell);
  }
});
