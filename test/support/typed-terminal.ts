import { type ChildProcessWithoutNullStreams, spawn } from "node:child_process";
import { once } from "node:events";
import type { TestContext } from "node:test";
import { setTimeout as wait } from "node:timers/promises";
import { stripVTControlCharacters } from "node:util";

export const ENTER = "\r";
export const DOWN = "\x1b[B";
export const CTRL_C = "\x03";

const SHOWN_WITHIN_MS = 20_000;
const LOOK_EVERY_MS = 20;

/** A command on a terminal of its own (`script` of util-linux), at which a test types. */
export class TypedTerminal {
  readonly #script: ChildProcessWithoutNullStreams;
  #said = "";
  /** The part that was waited for already. */
  #seen = 0;

  /** @param line of a shell */
  constructor(context: TestContext, line: string, cwd: string, columns = 100) {
    const sized = `stty rows 40 cols ${columns}; exec ${line}`;
    const env = { ...process.env, CI: "", TERM: "xterm-256color" };
    this.#script = spawn("script", ["-qec", sized, "/dev/null"], { cwd, env });
    this.#script.stdout.on("data", (data: Buffer) => {
      this.#said += data;
    });
    context.after(() => this.#script.kill("SIGKILL"));
  }

  /** All that was printed, without control sequences. */
  get text(): string {
    return stripVTControlCharacters(this.#said).replaceAll("\r", "");
  }

  /** Waits until something is shown that wasn't waited for before. */
  async shows(words: RegExp): Promise<void> {
    for (let waitedMs = 0; waitedMs < SHOWN_WITHIN_MS; waitedMs += LOOK_EVERY_MS) {
      const found = words.exec(this.text.slice(this.#seen));
      if (found !== null) {
        this.#seen += found.index + found[0].length;
        return;
      }
      if (this.#script.exitCode !== null) break;
      await wait(LOOK_EVERY_MS);
    }
    throw new Error(`${words} was not shown after:\n${this.text.slice(this.#seen)}`);
  }

  type(keys: string): void {
    this.#script.stdin.write(keys);
  }

  /** Waits for a question, and answers it. */
  async answer(question: RegExp, keys: string): Promise<void> {
    await this.shows(question);
    this.type(keys);
  }

  /** The command's exit code, once it has ended. */
  async ended(): Promise<number | null> {
    if (this.#script.exitCode === null) await once(this.#script, "exit");
    return this.#script.exitCode;
  }
}
