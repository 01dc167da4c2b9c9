import { type ChildProcessWithoutNullStreams, spawn } from "node:child_process";
import { createInterface } from "node:readline";
import { parseVegetaResult, type VegetaResult } from "./vegeta-result.ts";

export interface Attack {
  /** Path of its targets. */
  readonly targets: string;
  readonly everyNs: number;
  readonly timeoutMs: number;
  /** None for one that goes on until it is stopped. */
  readonly forMs?: number;
}

export interface AttackListener {
  onResult(result: VegetaResult): void;
  /** It ended by itself, and why, or said what can't be read. */
  onBroken(why: string): void;
}

/** The words of a program that are kept for whoever asks why it ended. */
const LAST_WORDS_MAX = 500;

/** Runs vegeta and tells of its results as they come. Returns what ends it at once. */
export function attack({ targets, everyNs, timeoutMs, forMs = 0 }: Attack, listener: AttackListener): () => void {
  const options = [`-targets=${targets}`, `-rate=1/${everyNs}ns`, `-timeout=${timeoutMs}ms`, `-duration=${forMs}ms`];
  // No body is read on, and a redirect is an answer, as in every load.
  const sender = start(["attack", ...options, "-max-body=0", "-redirects=-1"]);
  const encoder = start(["encode", "-to=json"]);
  sender.stdin.end();
  sender.stdout.pipe(encoder.stdin);
  // Its end says why.
  encoder.stdin.on("error", () => undefined);
  let isOver = false;
  const end = () => {
    isOver = true;
    for (const child of [sender, encoder]) child.kill("SIGKILL");
  };
  const broke = (why: string) => {
    if (isOver) return;
    end();
    listener.onBroken(why);
  };
  let lastWords = "";
  // Without what tells of its results the attack would only block, and its requests would seem to be in flight.
  for (const [program, child] of [["vegeta", sender] as const, ["vegeta encode", encoder] as const]) {
    child.stderr.on("data", (words) => {
      lastWords = `${lastWords}${words}`.slice(-LAST_WORDS_MAX);
    });
    child.once("error", (error) => broke(`vegeta could not be started: ${error.message}`));
    child.once("close", (code, signal) => {
      if (code !== 0)
        broke(`${program} ended ${signal === null ? `with ${code}` : `by ${signal}`}: ${lastWords.trim()}`);
    });
  }
  sender.once("close", () => {
    if (forMs === 0) broke("vegeta ended by itself");
  });
  createInterface({ input: encoder.stdout }).on("line", (line) => {
    if (isOver) return;
    try {
      listener.onResult(parseVegetaResult(line));
    } catch (error) {
      broke(`vegeta said what can't be read: ${error instanceof Error ? error.message : error}`);
    }
  });
  return end;
}

/** Its environment is what it needs, and nothing of what the run was given. */
function start(args: readonly string[]): ChildProcessWithoutNullStreams {
  const { PATH, SSL_CERT_FILE, SSL_CERT_DIR } = process.env;
  return spawn("vegeta", args, { env: { PATH, SSL_CERT_FILE, SSL_CERT_DIR } });
}
