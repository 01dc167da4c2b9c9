import type { ChildProcess } from "node:child_process";
import { setImmediate as nextTurn } from "node:timers/promises";
import { z } from "zod";
import { findProcesses, TOKEN_VARIABLE } from "../../clients/os/run-token.ts";
import { sendSignal } from "../../clients/os/send-signal.ts";
import { jsonOf } from "../../values/json.ts";
import { programFile } from "../../values/own-files.ts";
import { FaultError } from "../fault-error.ts";
import type { Namespace } from "./namespace.ts";

/** The order that the proxy in the other network is given on its command line, as JSON. */
export const delayOrderSchema = z.object({
  delayMs: z.number().nonnegative(),
  jitterMs: z.number().nonnegative(),
  stream: z.enum(["upstream", "downstream"]),
  ways: z.array(z.object({ listen: z.string(), upstream: z.string() })).readonly(),
});
type DelayOrder = z.infer<typeof delayOrderSchema>;

/** A line of JSON that it prints then. */
const startedSchema = z.object({ ports: z.array(z.int().positive()) });

/** By this group the rules know the proxy's own connections, which must not be sent to itself. */
export const PROXY_GROUP = 65_533;

/**
 * Starts the proxy in the namespace and resolves with the ports that it listens on, in the order of its ways. It
 * ends when this process does.
 * @param token finds it again, from any process
 */
export async function startDelayProxy(
  namespace: Namespace,
  order: DelayOrder,
  token: string,
): Promise<readonly number[]> {
  if (namespace.start === undefined) throw new FaultError({ message: `no proxy can be started in ${namespace.label}` });
  const program = programFile("src/faults/network/delay-proxy-process");
  const group = ["setpriv", "--regid", String(PROXY_GROUP), "--clear-groups", "--"];
  const child = namespace.start([...group, process.execPath, program, JSON.stringify(order)], {
    [TOKEN_VARIABLE]: token,
  });
  const said = await firstLine(child);
  const { data, error: cause } = startedSchema.safeParse(jsonOf(said));
  if (data !== undefined) return data.ports;
  throw new FaultError({ message: `the delaying proxy said what can't be read: ${said.trim()}`, cause });
}

/** Ends it, and with it the connections that run through it. */
export async function endDelayProxy(token: string): Promise<void> {
  for (let pids = await findProcesses(token); pids.length > 0; pids = await findProcesses(token)) {
    for (const pid of pids) sendSignal(pid, "SIGKILL");
    // A look is made at once: without this nothing else would have its turn until it is gone.
    await nextTurn();
  }
}

export async function isDelayProxyGone(token: string): Promise<boolean> {
  return (await findProcesses(token)).length === 0;
}

/** Rejects with what it wrote to stderr when it ends without a word. */
function firstLine(child: ChildProcess): Promise<string> {
  return new Promise((resolve, reject) => {
    let [said, complaint] = ["", ""];
    child.stdout?.setEncoding("utf8").on("data", (text: string) => {
      said += text;
      if (said.includes("\n")) resolve(said);
    });
    child.stderr?.setEncoding("utf8").on("data", (text: string) => {
      complaint += text;
    });
    child.once("error", reject);
    child.once("close", (code) =>
      reject(new FaultError({ message: `the delaying proxy ended with code ${code}: ${complaint.trim()}` })),
    );
  });
}
