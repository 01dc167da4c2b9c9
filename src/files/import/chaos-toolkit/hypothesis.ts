import { z } from "zod";
import type { Fields } from "../../yaml/fields.ts";
import { type Path, show } from "../../yaml/problem.ts";
import type { ForeignDocument } from "../foreign-document.ts";
import { loadOf } from "../http-load.ts";
import { nameOf, unusedName } from "../names.ts";
import { type Activity, httpSchema } from "./experiment-file.ts";
import type { ToolkitValues } from "./values.ts";

/** The loads that the HTTP probes of a hypothesis become, by name. Other probes are left. */
export function hypothesisLoads(
  probes: readonly Activity[],
  document: ForeignDocument,
  values: ToolkitValues,
): Readonly<Record<string, Fields>> {
  const loads: Record<string, Fields> = {};
  for (const [index, probe] of probes.entries()) {
    const path = ["steady-state-hypothesis", "probes", index];
    const load = probeLoad(probe, path, document, values);
    if (load === undefined) continue;
    loads[unusedName(nameOf(probe.name ?? "probe"), (name) => name in loads || name === "from")] = load;
  }
  return loads;
}

function probeLoad(
  { provider, tolerance, pauses }: Activity,
  path: Path,
  document: ForeignDocument,
  values: ToolkitValues,
): Fields | undefined {
  if (provider?.type !== "http") {
    document.leave(
      path,
      `is a ${provider?.type ?? "reference"} probe; a steady state here is of what loads and signals measure`,
    );
    return undefined;
  }
  const at = [...path, "provider"];
  const http = document.read(httpSchema, at);
  const method = http.method.toUpperCase();
  if (http.verify_tls === false) document.leave([...at, "verify_tls"], "loads verify certificates");
  if (http.max_retries)
    document.leave([...at, "max_retries"], "a load's own `retry` says what is tried again, and how often");
  if (pauses !== undefined) document.leave([...path, "pauses"], "a load goes on all the time");
  if (method !== "GET" && method !== "HEAD") {
    document.differ(at, `sends ${method} once there, and many times here: look whether the system can take that`);
  }
  const headers = Object.fromEntries(
    Object.entries(http.headers ?? {}).map(([key, value]) => [key, values.text(String(value))]),
  );
  const right = rightStatuses(tolerance, [...path, "tolerance"], document);
  const timeoutMs = timeoutOf(http.timeout, [...at, "timeout"], document, values);
  return loadOf({
    method,
    ...sent(http, method, values),
    headers: { ...formType(http, method), ...headers },
    ...(timeoutMs !== undefined && { timeoutMs }),
    ...(right !== undefined && { right }),
  });
}

type Http = z.output<typeof httpSchema>;

/** As the library that Chaos Toolkit uses sends arguments: in the query of a GET, else as JSON or as a form. */
function sent({ url: base, arguments: given, headers }: Http, method: string, values: ToolkitValues) {
  const url = values.text(base);
  if (given === undefined) return { url };
  if (typeof given === "string")
    return method === "GET" ? { url: `${url}?${values.text(given)}` } : { url, body: values.text(given) };
  if (method !== "GET" && headers?.["Content-Type"] === "application/json") {
    const said = Object.entries(given).map(([key, value]) => [key, values.value(value)]);
    return { url, body: JSON.stringify(Object.fromEntries(said)) };
  }
  const form = Object.entries(given)
    .map(([key, value]) => `${encodeURIComponent(key)}=${encoded(values.text(String(value)))}`)
    .join("&");
  if (method !== "GET") return { url, body: form };
  return { url: form === "" ? url : `${url}${url.includes("?") ? "&" : "?"}${form}` };
}

function formType({ arguments: given, headers }: Http, method: string): Readonly<Record<string, string>> {
  const isForm = method !== "GET" && typeof given === "object" && headers?.["Content-Type"] === undefined;
  return isForm ? { "Content-Type": "application/x-www-form-urlencoded" } : {};
}

/** Percent-encodes all but references to variables. */
function encoded(text: string): string {
  return text
    .split(/(\$\{[A-Za-z_]\w*(?::-[^}]*)?\})/)
    .map((part, index) => (index % 2 === 1 ? part : encodeURIComponent(part)))
    .join("");
}

const status = z.int().min(100).max(599);
const toleranceSchema = z.union([
  status.transform((one) => [[one, one] as const]),
  z
    .array(status)
    .min(1)
    .transform((all) => all.map((one) => [one, one] as const)),
  z
    .strictObject({ type: z.literal("range"), target: z.literal("status"), range: z.tuple([status, status]) })
    .transform(({ range }) => [range]),
]);

/** Undefined where the tolerance says nothing of statuses, and is left. */
function rightStatuses(tolerance: unknown, path: Path, document: ForeignDocument) {
  const read = toleranceSchema.safeParse(tolerance);
  if (read.success) return read.data;
  document.leave(
    path,
    `found ${show(tolerance)}; a load looks at an answer's status and time, and a status of 5xx has failed`,
  );
  return undefined;
}

function timeoutOf(
  timeout: Http["timeout"],
  path: Path,
  document: ForeignDocument,
  values: ToolkitValues,
): number | undefined {
  const said = Array.isArray(timeout) ? timeout[1] : Number(values.value(timeout));
  if (timeout !== undefined && said > 0 && said <= 86_400) {
    if (Array.isArray(timeout))
      document.differ(path, "the time to connect and the time to answer are one here: the second");
    return Math.round(said * 1000);
  }
  if (timeout === undefined)
    document.differ(path.slice(0, -1), "has no timeout; here a request that takes 10 s has failed");
  else document.leave(path, `found ${show(timeout)}; expected a number of seconds`);
  return undefined;
}
