import { serveStdio } from "@modelcontextprotocol/server/stdio";
import { messageOf, UsageError } from "../../values/errors.ts";
import { exitCodes } from "../../values/exit-codes.ts";
import type { CommandContext } from "../commands/context.ts";
import { agentServer } from "./agent-server.ts";
import type { Bounds } from "./bounds.ts";
import { CallLog } from "./call-log.ts";
import { Calls } from "./calls.ts";
import { Connection, MESSAGE_MAX_BYTES } from "./connection.ts";

/** The reason for which no more calls are answered. */
type Over = { readonly by: "client" | "connection" } | { readonly by: "signal"; readonly signal: "SIGINT" | "SIGTERM" };

/**
 * Serves a client on standard input and output until it is gone, or the process is to end. A run that goes on then is ended as by
 * SIGTERM.
 * @throws UsageError for a client that can't be listened to any more
 */
export async function serve(bounds: Bounds, logPath: string, context: CommandContext): Promise<void> {
  const calls = new Calls(bounds, new CallLog(logPath, bounds.confinement, context.clock), context);
  let problem: unknown;
  const onerror = (error: unknown) => {
    problem = error;
    context.err(`warning: on the connection to the client: ${messageOf(error)}`);
  };
  const connection = new Connection(process.stdin, process.stdout);
  const handle = serveStdio(() => agentServer(calls, onerror), { transport: connection, onerror });
  const over = await untilOver(connection, context.signal);
  await calls.end(over.by === "signal" ? over.signal : "SIGTERM");
  await handle.close();
  // Its other end may stay open, and would keep this process alive.
  process.stdin.destroy();
  if (over.by === "signal") context.exitCode(exitCodes[over.signal]);
  if (calls.hasLeftIn) context.exitCode(exitCodes.undoIncomplete);
  if (over.by !== "connection" || context.signal.aborted) return;
  throw new UsageError({
    message: `the client can't be listened to any more: ${messageOf(problem)}`,
    hint: `A message may have ${MESSAGE_MAX_BYTES / 1024} KiB.`,
  });
}

async function untilOver(connection: Connection, signal: AbortSignal): Promise<Over> {
  const { promise, resolve } = Promise.withResolvers<Over>();
  const onSignal = () => resolve({ by: "signal", signal: signal.reason });
  if (signal.aborted) onSignal();
  signal.addEventListener("abort", onSignal, { once: true });
  const onGone = () => resolve({ by: "client" });
  process.stdin.once("end", onGone).once("close", onGone);
  void connection.closed.then(() => resolve({ by: "connection" }));
  return await promise;
}
