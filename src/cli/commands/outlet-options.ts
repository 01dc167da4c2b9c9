import { type Command, InvalidArgumentError, Option } from "commander";
import { withholdFromChildren } from "../../clients/os/child-environment.ts";
import { parseOtlpHeaders } from "../../outlets/otlp/headers.ts";
import type { OtlpEndpoint } from "../../outlets/otlp/otlp.ts";
import type { Outlet } from "../../outlets/outlet.ts";
import type { Outlets } from "../../outlets/outlets.ts";
import type { Clock } from "../../values/clock/clock.ts";
import { UsageError } from "../../values/errors.ts";
import { type HostPort, parseHostPort } from "../../values/host-port.ts";

/** Places outside that are told of a run while it goes on. */
export interface OutletOptions {
  readonly metrics?: HostPort;
  readonly grafana?: { readonly url: string; readonly token: string | undefined };
  readonly otlp?: OtlpEndpoint;
  readonly webhook?: string;
  readonly webhookTemplate?: string;
}

/** A name in place of a template's file. */
const SLACK = "slack";
const TEMPLATE_MAX_BYTES = 65_536;

/** Adds `--metrics`, `--otlp`, `--grafana`, `--webhook` and `--webhook-template`. */
export function addOutletOptions(command: Command): Command {
  return command
    .addOption(
      new Option(
        "--metrics <host:port>",
        "serves the run's metrics for Prometheus, at /metrics, while it goes on",
      ).argParser(parseAddress),
    )
    .addOption(
      new Option(
        "--otlp <url>",
        "sends the run's trace and metrics to this OTLP endpoint, by HTTP; OTEL_EXPORTER_OTLP_HEADERS has headers for it",
      ).argParser(parseEndpoint),
    )
    .addOption(
      new Option(
        "--grafana <url>",
        "marks the run and its faults in Grafana; GRAFANA_TOKEN has the token of an account",
      ).argParser(parseAccount),
    )
    .addOption(
      new Option("--webhook <url>", "tells this URL when the run begins and how it ended")
        .env("BROWNOUT_WEBHOOK")
        .argParser(parseUrl),
    )
    .option("--webhook-template <file>", `the message as JSON, with fields such as {{verdict}}; or "${SLACK}"`);
}

/**
 * Makes ready what a run tells others by; undefined where it tells nobody.
 * @throws UsageError where something that it takes is missing
 */
export async function openOutlets(options: OutletOptions, clock: Clock): Promise<Outlets | undefined> {
  const made = await Promise.all([
    metrics(options),
    otlp(options, clock),
    grafana(options, clock),
    webhook(options, clock),
  ]);
  const outlets = made.flatMap((one) => one ?? []);
  if (outlets.length === 0) return undefined;
  const { Outlets } = await import("../../outlets/outlets.ts");
  return new Outlets(outlets, clock);
}

async function metrics({ metrics }: OutletOptions): Promise<Outlet | undefined> {
  if (metrics === undefined) return undefined;
  const { metricsEndpoint } = await import("../../outlets/metrics/metrics-endpoint.ts");
  return metricsEndpoint(metrics);
}

async function otlp({ otlp: endpoint }: OutletOptions, clock: Clock): Promise<Outlet | undefined> {
  if (endpoint === undefined) return undefined;
  const { otlpOutlet } = await import("../../outlets/otlp/otlp.ts");
  return otlpOutlet(endpoint, clock);
}

async function grafana({ grafana: account }: OutletOptions, clock: Clock): Promise<Outlet | undefined> {
  if (account === undefined) return undefined;
  const { url, token } = account;
  withholdFromChildren(["GRAFANA_TOKEN"]);
  if (!token) {
    throw new UsageError({
      message: "--grafana needs a token, and GRAFANA_TOKEN is not set",
      hint: "Make a service account in Grafana that may write annotations, and put a token of it there.",
    });
  }
  const { grafanaOutlet } = await import("../../outlets/grafana.ts");
  return grafanaOutlet({ url, token }, clock);
}

async function webhook(
  { webhook: url, webhookTemplate: template }: OutletOptions,
  clock: Clock,
): Promise<Outlet | undefined> {
  if (url === undefined && template !== undefined)
    throw new UsageError({ message: "--webhook-template needs --webhook" });
  if (url === undefined) return undefined;
  withholdFromChildren(["BROWNOUT_WEBHOOK"]);
  const [{ webhookOutlet }, { parseTemplate, plainTemplate, slackTemplate }, { readText }] = await Promise.all([
    import("../../outlets/webhook/webhook.ts"),
    import("../../outlets/webhook/template.ts"),
    import("../../assembly/read-text.ts"),
  ]);
  if (template === undefined) return webhookOutlet({ url, template: plainTemplate }, clock);
  if (template === SLACK) return webhookOutlet({ url, template: slackTemplate }, clock);
  const text = readText(template, TEMPLATE_MAX_BYTES);
  return webhookOutlet({ url, template: parseTemplate(text, template) }, clock);
}

function parseAddress(text: string): HostPort {
  const address = parseHostPort(text);
  if (address === undefined) throw new InvalidArgumentError("Write HOST:PORT, such as 127.0.0.1:9400.");
  return address;
}

/**
 * The environment is read here, as below: under `--ci` it is closed before a run. Services that the run starts have the headers
 * as before: they may send spans of their own.
 */
function parseEndpoint(url: string): OtlpEndpoint {
  return { url: parseUrl(url), headers: parseOtlpHeaders(process.env.OTEL_EXPORTER_OTLP_HEADERS ?? "") };
}

/** The environment is read here: under `--ci` it is closed before a run. */
function parseAccount(url: string): OutletOptions["grafana"] {
  return { url: parseUrl(url), token: process.env.GRAFANA_TOKEN };
}

function parseUrl(text: string): string {
  const { protocol = "", username, password } = URL.parse(text) ?? {};
  if (!/^https?:$/.test(protocol)) throw new InvalidArgumentError("Write a URL that begins with http:// or https://.");
  if (username || password) throw new InvalidArgumentError("Write it without a user and password: none are sent.");
  return text;
}
