import type { z } from "zod";
import { type Fields, fieldsOf } from "../../yaml/fields.ts";
import { type Path, show } from "../../yaml/problem.ts";
import type { ForeignDocument } from "../foreign-document.ts";
import { toxicFault, toxicSchema } from "../toxics.ts";
import { type Activity, httpSchema, pythonSchema } from "./experiment-file.ts";
import type { ToolkitValues } from "./values.ts";

/** Takes something out of a proxy; without a proxy all of it, everywhere in its Toxiproxy. */
export interface ProxyUndo {
  readonly does: "undo";
  /** URL of Toxiproxy's API. */
  readonly toxiproxy: string;
  readonly proxy?: string;
  readonly what?: string;
}

/** The doing of an action to a proxy of Toxiproxy. */
export type ProxyAct =
  | {
      readonly does: "fault";
      readonly proxy: string;
      /** `down`, or the toxic that it is: `toxic slow`. */
      readonly what: string;
      /** URL of Toxiproxy's API. */
      readonly toxiproxy: string;
      /** Of the fault, but for the edge that it is on. */
      readonly keys: Fields;
    }
  | ProxyUndo
  | { readonly does: "unclear"; readonly why: string };

/** Toxics of the actions that make one of a type, and the names of their arguments that aren't the attributes' own. */
const byFunction: Readonly<
  Record<string, { readonly type: string; readonly renamed?: Readonly<Record<string, string>> }>
> = {
  create_latency_toxic: { type: "latency" },
  create_bandwith_degradation_toxic: { type: "bandwidth" },
  create_slow_connection_close_toxic: { type: "slow_close" },
  create_timeout_toxic: { type: "timeout" },
  create_slicer_toxic: { type: "slicer" },
  create_limiter_toxic: { type: "limit_data", renamed: { bytes_limit: "bytes" } },
};

/** Reads an action of chaostoolkit-toxiproxy, or a request to Toxiproxy's API; undefined for any other. */
export function proxyAct(
  { provider }: Activity,
  path: Path,
  document: ForeignDocument,
  values: ToolkitValues,
): ProxyAct | undefined {
  const at = [...path, "provider"];
  if (provider?.type === "python" && String(provider.module).startsWith("chaostoxi.")) {
    const { func, arguments: given } = document.read(pythonSchema, at);
    const said = Object.fromEntries(Object.entries(given).map(([key, value]) => [key, values.value(value)]));
    return byModule(func, said, values);
  }
  return provider?.type === "http" && /\/(proxies\/|reset$)/.test(String(provider.url))
    ? byRequest(document.read(httpSchema, at), values)
    : undefined;
}

function byModule(func: string, said: Fields, values: ToolkitValues): ProxyAct {
  const proxy = String(said.for_proxy ?? said.proxy_name ?? "");
  const what = `toxic ${said.toxic_name}`;
  const toxiproxy = toxiproxyUrl(values);
  switch (func) {
    case "reset":
      return { does: "undo", toxiproxy };
    case "delete_toxic":
      return { does: "undo", toxiproxy, proxy, what };
    case "enable_proxy":
      return { does: "undo", toxiproxy, proxy, what: "down" };
    case "disable_proxy":
      return { does: "fault", proxy, what: "down", toxiproxy, keys: { type: "down" } };
    case "create_toxic": {
      const { toxic_type: type, stream, toxicity, attributes } = said;
      return toxicAct({ type, stream, toxicity, attributes }, proxy, toxiproxy, what);
    }
  }
  const known = Object.hasOwn(byFunction, func) ? byFunction[func] : undefined;
  if (known === undefined) {
    return { does: "unclear", why: `${func} changes proxies, which brownout doesn't: they are there before a run` };
  }
  const { for_proxy, toxic_name, ...rest } = said;
  const attributes = Object.fromEntries(
    Object.entries(rest).map(([key, value]) => [known.renamed?.[key] ?? key, value]),
  );
  return toxicAct({ type: known.type, attributes }, proxy, toxiproxy, what);
}

/** Those of Toxiproxy's API that are toxics and their ends. */
function byRequest(
  { url, method, arguments: given }: z.output<typeof httpSchema>,
  values: ToolkitValues,
): ProxyAct | undefined {
  const [, toxiproxy, rest] = /^(.*?)\/(?:proxies\/(.*)|reset)$/.exec(values.text(url)) ?? [];
  const verb = method.toUpperCase();
  if (toxiproxy === undefined) return undefined;
  if (rest === undefined) return verb === "POST" ? { does: "undo", toxiproxy } : undefined;
  const [proxy = "", part, toxic] = pathParts(rest);
  if (proxy === "") return undefined;
  if (part === "toxics" && toxic === undefined && verb === "POST") {
    const said = Object.fromEntries(Object.entries(fieldsOf(given)).map(([key, value]) => [key, values.value(value)]));
    const name = typeof said.name === "string" ? said.name : `${said.type}_${said.stream ?? "downstream"}`;
    return toxicAct(said, proxy, toxiproxy, `toxic ${name}`);
  }
  if (part === "toxics" && toxic !== undefined && verb === "DELETE")
    return { does: "undo", toxiproxy, proxy, what: `toxic ${toxic}` };
  if (part === undefined && verb === "POST") {
    const { enabled } = fieldsOf(given);
    if (enabled === false) return { does: "fault", proxy, what: "down", toxiproxy, keys: { type: "down" } };
    if (enabled === true) return { does: "undo", toxiproxy, proxy, what: "down" };
  }
  return undefined;
}

/** The parts of a path as they are meant; none where a percent sign in it stands for no character. */
function pathParts(path: string): readonly string[] {
  try {
    return path.split("/").map((part) => decodeURIComponent(part));
  } catch (error) {
    if (error instanceof URIError) return [];
    throw error;
  }
}

function toxicAct(said: Fields, proxy: string, toxiproxy: string, what: string): ProxyAct {
  const given = Object.fromEntries(Object.entries(said).filter(([, value]) => value !== undefined));
  const read = toxicSchema.safeParse(given);
  const keys = read.success ? toxicFault(read.data) : undefined;
  if (keys === undefined || proxy === "") {
    return { does: "unclear", why: `found ${show(said)}; it is no toxic of a proxy that brownout can make the same` };
  }
  return { does: "fault", proxy, toxiproxy, keys, what };
}

function toxiproxyUrl(values: ToolkitValues): string {
  const url = values.configured("toxiproxy_url");
  if (url !== undefined) return url.replace(/\/+$/, "");
  const host = values.configured("toxiproxy_host") ?? "127.0.0.1";
  return `http://${host}:${values.configured("toxiproxy_port") ?? "8474"}`;
}
