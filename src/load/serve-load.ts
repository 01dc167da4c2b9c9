import { on, once } from "node:events";
import { type AddressInfo, createServer, type Socket } from "node:net";
import { z } from "zod";
import { jsonLines } from "../clients/os/json-lines.ts";
import type { Cancel, Clock } from "../values/clock/clock.ts";
import { type BrownoutError, UsageError } from "../values/errors.ts";
import { version } from "../values/version.ts";
import type { LoadDriver, RunningLoad } from "./load.ts";
import { type RunnerMessage, runnerMessageSchema, type StartMessage, say } from "./sender-message.ts";

/** A runner says something every second; one that is silent for so long is gone. */
export const RUNNER_SILENT_MAX_MS = 10_000;

const OWN_IMAGE = "Give the load's pods an image of the run's own version.";

export interface ServeLoadOptions {
  /** On 127.0.0.1, so that only those reach it who may forward a port to here; 0 for a free one. */
  readonly port: number;
  readonly clock: Clock;
  readonly driver: LoadDriver;
  /** Ends the load, and the serving. */
  readonly signal: AbortSignal;
  onListening?(port: number): void;
}

/**
 * Sends the load of one run from here: what to send comes through a connection, and what came of it goes back. The end of
 * the connection, however it comes, ends the load; it resolves then. Connections that ask for nothing are somebody's look
 * at whether the port answers.
 */
export async function serveLoad(options: ServeLoadOptions): Promise<void> {
  const { port, signal, onListening } = options;
  const server = createServer();
  const connections = on(server, "connection", { signal });
  try {
    server.listen(port, "127.0.0.1");
    await once(server, "listening", { signal });
    onListening?.((server.address() as AddressInfo).port);
    for await (const [socket] of connections) if (await serve(socket, options)) break;
  } catch (error) {
    if (!signal.aborted) throw error;
  } finally {
    server.close();
  }
}

/** Resolves when the connection is over, with whether it asked for a load. */
async function serve(socket: Socket, { clock, driver, signal }: ServeLoadOptions): Promise<boolean> {
  const end = () => socket.destroy();
  signal.addEventListener("abort", end, { once: true });
  let load: RunningLoad | undefined;
  let cancelSilence: Cancel = () => undefined;
  try {
    for await (const value of jsonLines(socket)) {
      cancelSilence();
      const message = readMessage(value);
      if (message instanceof Error) {
        tellBroken(socket, message);
        break;
      }
      if (message.kind === "start") load = await start(message, socket, { driver, signal });
      if (message.kind === "stop") {
        await load?.stop();
        say(socket, { kind: "stopped" });
      }
      cancelSilence = clock.after(RUNNER_SILENT_MAX_MS, end);
    }
  } catch {
    // A connection that broke, or was cut, has ended like any other, and nobody is left to be told.
  } finally {
    cancelSilence();
    signal.removeEventListener("abort", end);
    await load?.stop();
    socket.end();
  }
  return load !== undefined;
}

function readMessage(value: unknown): RunnerMessage | UsageError {
  const read = runnerMessageSchema.safeParse(value);
  if (read.success) return read.data;
  const message = `the run said what brownout ${version} can't read: ${z.prettifyError(read.error)}`;
  return new UsageError({ message, hint: OWN_IMAGE, cause: read.error });
}

type StartOptions = Pick<ServeLoadOptions, "driver" | "signal">;

/** Tells when it can't. */
async function start(message: StartMessage, socket: Socket, options: StartOptions): Promise<RunningLoad | undefined> {
  try {
    const load = await begin(message, socket, options);
    say(socket, { kind: "started" });
    return load;
  } catch (error) {
    tellBroken(socket, error as Error);
    return undefined;
  }
}

async function begin(message: StartMessage, socket: Socket, { driver, signal }: StartOptions): Promise<RunningLoad> {
  const { loads, seed, batchEveryMs, share, run, ...asked } = message;
  if (asked.version !== version) {
    throw new UsageError({
      message: `it has brownout ${version}, and the run ${asked.version}`,
      hint: OWN_IMAGE,
    });
  }
  return driver.start(loads, {
    seed,
    batchEveryMs,
    share,
    run,
    signal,
    onBatch: (batch) => say(socket, { kind: "batch", batch }),
    onBroken: (error) => tellBroken(socket, error),
  });
}

function tellBroken(socket: Socket, error: Error): void {
  const { message, hint } = error as Partial<BrownoutError> & Error;
  say(socket, { kind: "broken", message, ...(hint === undefined ? {} : { hint }) });
}
