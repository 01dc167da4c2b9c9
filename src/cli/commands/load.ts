import { Command, Option } from "commander";
import type { LoadReport } from "../../load/load-report.ts";
import { UsageError } from "../../values/errors.ts";
import { exitCodes } from "../../values/exit-codes.ts";
import type { CommandContext } from "./context.ts";
import { durationOption } from "./duration-option.ts";
import {
  checkedMethod,
  checkForAutocannon,
  expectOption,
  headerOption,
  LOAD_NAME,
  type LoadFlags,
  rateOption,
} from "./load-options.ts";
import { loadTable, verdictLines } from "./load-table.ts";
import type { SentLoad } from "./send-load.ts";
import { terminalStyle } from "./terminal.ts";
import { wholeOption } from "./whole-option.ts";

export function loadCommand(context: CommandContext): Command {
  return new Command("load")
    .description("Sends load to a URL, without an experiment, and prints what it measured.")
    .argument("<url>", "may hold templates: {{id}}, {{uuid}}, {{counter}}, {{int A B}}")
    .option("--rate <rate>", "arrivals per second, whatever the target does: 1000 or 1000/s", rateOption)
    .addOption(durationFlag("duration", "how long to send: 500ms, 10s, 2m"))
    .option("--method <method>", "GET, or POST with a body, unless given")
    .option("--header <header>", '"Name: value"; repeatable, may hold templates', headerOption)
    .option("--body <text>", "may hold templates")
    .option("--no-traceparent", "sends none (W3C Trace Context); otherwise each request has one")
    .addOption(durationFlag("timeout", "of a request, from its scheduled time"))
    .option("--max-in-flight <n>", "arrivals beyond it fail", wholeOption("max-in-flight", 1, 1_000_000), 10_000)
    .option("--poisson", "random arrivals, with the rate as their mean")
    .option("--seed <n>", "repeats random arrivals and ids", wholeOption("seed", 0, 2 ** 31 - 1), 1)
    .addOption(new Option("--kind <kind>", "how to send").choices(["open-loop", "autocannon"]).default("open-loop"))
    .option("--connections <n>", "of --kind autocannon", wholeOption("connections", 1, 10_000), 10)
    .option("--expect <criterion>", "'p99 < 300ms', judged over the whole of it; repeatable", expectOption)
    .option("--json", "print one JSON object")
    .addHelpText(
      "after",
      `
Latency counts from the scheduled time. --expect takes error_rate, p50, p95, p99.9 …, mean, max, rate and in_flight,
and has the exit code of a run: 0 all held, 1 one did not, 3 it could not be told (too few requests, a busy machine).
Without it the exit code doesn't depend on what was measured.`,
    )
    .action(async (url: string, _options: unknown, command: Command) => {
      refuseOtherKindsOptions(command);
      const flags = command.opts<LoadFlags>();
      const { report, judged } =
        flags.kind === "autocannon" ? { report: await saturate(url, flags, context) } : await send(url, flags, context);
      if (flags.json) context.deliver(JSON.stringify({ ...report, ...judged }));
      else context.deliver([loadTable(report), ...verdictLines(judged, terminalStyle(context))].join("\n"));
      if (judged !== undefined) context.exitCode(judged.exitCode);
      if (context.signal.aborted) context.exitCode(exitCodes[context.signal.reason as "SIGINT" | "SIGTERM"]);
    });
}

function durationFlag(name: "duration" | "timeout", description: string): Option {
  return new Option(`--${name} <duration>`, description).argParser(durationOption(name)).default(10_000, "10s");
}

/** An option that would be ignored is a mistake. */
function refuseOtherKindsOptions(command: Command): void {
  const { kind } = command.opts<LoadFlags>();
  const others = kind === "autocannon" ? ["maxInFlight", "poisson", "seed", "expect", "traceparent"] : ["connections"];
  for (const other of others) {
    if (command.getOptionValueSource(other) !== "cli") continue;
    const flag = command.options.find((option) => option.attributeName() === other)?.long;
    throw new UsageError({ message: `${flag} has no meaning with --kind ${kind}` });
  }
}

const FAIL_ON = [{ from: 500, to: 599 }];

async function send(url: string, flags: LoadFlags, context: CommandContext): Promise<SentLoad> {
  const { rate, header, body } = flags;
  const method = checkedMethod(url, flags);
  if (rate === undefined)
    throw new UsageError({ message: "--rate is missing: say how many requests per second to send" });
  const { sendLoad } = await import("./send-load.ts");
  const load = {
    name: LOAD_NAME,
    pacing: { kind: flags.poisson ? "poisson" : "constant", ratePerS: rate } as const,
    requests: [{ method, urls: [url], headers: header ?? {}, ...(body === undefined ? {} : { body }), weight: 1 }],
    timeoutMs: flags.timeout,
    ...(flags.traceparent ? {} : { traceparent: false as const }),
    maxInFlight: flags.maxInFlight,
    failOn: FAIL_ON,
    arrivalsForMs: flags.duration,
  };
  return sendLoad(load, flags, context);
}

async function saturate(url: string, flags: LoadFlags, context: CommandContext): Promise<LoadReport> {
  const method = checkedMethod(url, flags);
  checkForAutocannon(url, flags);
  const { saturate: run } = await import("../../load/autocannon.ts");
  const loop = {
    method,
    url,
    headers: flags.header ?? {},
    ...(flags.body === undefined ? {} : { body: flags.body }),
    connections: flags.connections,
    ...(flags.rate === undefined ? {} : { ratePerS: flags.rate }),
    durationMs: flags.duration,
    timeoutMs: flags.timeout,
    failOn: FAIL_ON,
  };
  return run(loop, context.signal);
}
