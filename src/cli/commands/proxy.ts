import { availableParallelism } from "node:os";
import { Command } from "commander";
import { readText } from "../../assembly/read-text.ts";
import type { ProxyServer, ProxyServerOptions } from "../../proxy/server.ts";
import { BrownoutError, UsageError } from "../../values/errors.ts";
import type { CommandContext } from "./context.ts";
import { wholeOption } from "./whole-option.ts";

/** As a body of `POST /populate`. */
const CONFIG_LIMIT_BYTES = 16 * 1024 * 1024;

const THREADS_MAX = 256;

interface ProxyFlags {
  readonly listen: string;
  readonly config?: string;
  readonly seed: number;
  readonly threads?: number;
  readonly metrics: boolean;
  readonly exitWithStdin: boolean;
}

export function proxyCommand(context: CommandContext): Command {
  return new Command("proxy")
    .description("Runs the fault proxy alone, with Toxiproxy's HTTP API, until it is interrupted.")
    .option("--listen <address>", "where the API listens; port 0 takes a free one", "127.0.0.1:8474")
    .option("--config <file>", "proxies to begin with, in Toxiproxy's format")
    .option(
      "--seed <n>",
      "repeats which connections a toxicity picks, and jitter",
      wholeOption("seed", 0, 2 ** 31 - 1),
      1,
    )
    .option(
      "--threads <n>",
      "threads that share the proxies; one a core but one unless given",
      wholeOption("threads", 1, THREADS_MAX),
    )
    .option("--metrics", "answer /metrics in Prometheus' text format", false)
    .option("--exit-with-stdin", "end when stdin closes, as it does when the parent process ends", false)
    .action(async (flags: ProxyFlags) => {
      const server = await start(flags, context);
      context.out(`proxy listening on ${server.url}`);
      try {
        await Promise.race([ended(flags, context.signal), server.lost]);
      } finally {
        await server.close();
      }
    });
}

async function start(flags: ProxyFlags, { clock }: CommandContext): Promise<ProxyServer> {
  const { startProxyServer } = await import("../../proxy/server.ts");
  const { toxicTypes } = await import("../../faults/toxiproxy/list.ts");
  const { listen, seed, threads = threadCount(), metrics } = flags;
  const options: ProxyServerOptions = { listen, clock, seed, threads, metrics, toxicTypes };
  const config = flags.config === undefined ? undefined : Buffer.from(readText(flags.config, CONFIG_LIMIT_BYTES));
  const server = await startProxyServer(options).catch((cause: unknown) => {
    if (!(cause instanceof BrownoutError)) throw cause;
    throw new UsageError({
      message: `the proxy's API can't listen on ${listen}: ${cause.message}`,
      hint: "choose another address with --listen; port 0 takes a free one",
      cause,
    });
  });
  if (config === undefined) return server;
  try {
    await server.populate(config);
  } catch (cause) {
    await server.close();
    if (!(cause instanceof BrownoutError)) throw cause;
    throw configError(flags.config ?? "", cause);
  }
  return server;
}

/** The processor that is left is for who asks the proxy, and for its answers. */
function threadCount(): number {
  return Math.min(THREADS_MAX, Math.max(1, availableParallelism() - 1));
}

function configError(file: string, cause: Error): UsageError {
  return new UsageError({
    message: `config ${file}: ${cause.message}`,
    hint: 'it is a JSON array of proxies: [{ "name": "redis", "listen": "127.0.0.1:26379", "upstream": "127.0.0.1:6379" }]',
    cause,
  });
}

/** Resolves when the process is asked to end. */
async function ended({ exitWithStdin }: ProxyFlags, signal: AbortSignal): Promise<void> {
  await new Promise<void>((resolve) => {
    if (signal.aborted) resolve();
    signal.addEventListener("abort", () => resolve(), { once: true });
    if (!exitWithStdin) return;
    process.stdin.on("end", resolve).on("error", resolve).resume();
  });
  // A parent that is gone leaves no one to read; an open stdin would keep the process alive.
  if (exitWithStdin) process.stdin.destroy();
}
