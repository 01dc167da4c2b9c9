import { spawnSync } from "node:child_process";
import { chmodSync, mkdirSync, readdirSync, readFileSync, rmSync, statSync, writeFileSync } from "node:fs";
import { dirname, join } from "node:path";
import { mayEnd, notRun, otherPrograms, plainPrograms } from "./not-run.ts";

const root = join(import.meta.dirname, "../..");

/** Notes what it was called with, and is brownout where that is run. */
const NOTES = `#!/bin/bash
printf '%s\\0' "\${0##*/}" "$@" >"$CALLS/$BASHPID"
if [ "\${0##*/}" != brownout ] || [[ "$*" =~ $NOT_RUN ]]; then
  # Whoever writes to it is read to the end.
  while read -r; do :; done
  exit 0
fi
PATH=$REAL_PATH "$NODE" "$CLI" "$@"
status=$?
[[ "$status $*" =~ $MAY_END ]] && exit 0
exit $status
`;

/** Is the program that it names where that is brownout; any other would be fetched. */
const NPX = `#!/bin/bash
[ "$1" = brownout ] && exec "$@"
printf '%s\\0' npx "$@" >"$CALLS/$BASHPID"
`;

const anyOf = (patterns: readonly string[]) => patterns.map((pattern) => `(${pattern})`).join("|");

/** A program that was called, and with what. */
export type Call = readonly [program: string, ...args: string[]];

/**
 * A shell in which there is brownout, which runs what can be run in a moment, and programs that do nothing but note how
 * they were called. Any other isn't found.
 */
export class Shell {
  readonly #bin: string;
  readonly #calls: string;

  /** @param folder of its own, outside of those in which scripts run */
  constructor(folder: string) {
    this.#bin = join(folder, "bin");
    this.#calls = join(folder, "calls");
    mkdirSync(this.#bin, { recursive: true });
    mkdirSync(this.#calls);
    for (const name of ["brownout", ...Object.keys(otherPrograms)]) writeProgram(join(this.#bin, name), NOTES);
    for (const name of plainPrograms)
      writeProgram(join(this.#bin, name), `#!/bin/bash\nPATH=$REAL_PATH exec ${name} "$@"\n`);
    writeProgram(join(this.#bin, "npx"), NPX);
  }

  /**
   * Runs a script up to its first command that fails.
   * @returns the programs that it called, in no order, and what went wrong, with the script's line
   */
  run(script: string, folder: string): { readonly calls: readonly Call[]; readonly wrong: string | undefined } {
    for (const path of ownPrograms(script)) {
      mkdirSync(dirname(join(folder, path)), { recursive: true });
      writeProgram(join(folder, path), NOTES);
    }
    const trap = `trap 'echo "line $LINENO, exit code $?: $BASH_COMMAND" >&2' ERR`;
    // Without --norc it reads ~/.bashrc: its standard input is a socket, so it takes itself for a remote shell's.
    const args = ["--norc", "-e", "-o", "pipefail", "-c", `${trap}; ${script}`];
    const { status, stderr, signal } = spawnSync("/bin/bash", args, {
      cwd: folder,
      env: this.#environment(),
      input: "",
      encoding: "utf8",
      timeout: 120_000,
    });
    const wrong = status === 0 ? undefined : `${stderr}${signal ?? ""}`.trim();
    return { calls: this.#takeCalls(), wrong };
  }

  #environment(): NodeJS.ProcessEnv {
    return {
      PATH: this.#bin,
      REAL_PATH: process.env.PATH,
      HOME: process.env.HOME,
      CALLS: this.#calls,
      NODE: process.execPath,
      CLI: join(root, "src/cli.ts"),
      NOT_RUN: anyOf(notRun.map(([arguments_]) => arguments_)),
      MAY_END: anyOf(mayEnd.map(([arguments_, code]) => arguments_.replace("^", `^${code} `))),
    };
  }

  #takeCalls(): readonly Call[] {
    return readdirSync(this.#calls).map((name) => {
      const path = join(this.#calls, name);
      const words = readFileSync(path, "utf8").split("\0").slice(0, -1);
      rmSync(path);
      return words as [string, ...string[]];
    });
  }
}

/** Programs of this tree that a script calls by their path. */
function ownPrograms(script: string): readonly string[] {
  const paths = [...script.matchAll(/(?<![\w./-])(?:test|\.ci|bench)\/[\w./-]+/g)].map(([path]) => path);
  return paths.filter((path) => {
    const found = statSync(join(root, path), { throwIfNoEntry: false });
    return found?.isFile() && (found.mode & 0o111) !== 0;
  });
}

function writeProgram(path: string, text: string): void {
  writeFileSync(path, text);
  chmodSync(path, 0o755);
}
