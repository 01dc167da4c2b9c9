import { z } from "zod";
import { parseHostPort } from "../../values/host-port.ts";
import { type Fields, fieldsOf } from "../yaml/fields.ts";
import { type Path, show } from "../yaml/problem.ts";
import { type Draft, madeUpCriteria, madeUpRate } from "./draft.ts";
import type { ForeignDocument } from "./foreign-document.ts";
import type { Importer } from "./importer.ts";
import { proxyEdge, toxicFault, toxicSchema } from "./toxics.ts";

const proxySchema = z.strictObject({
  name: z.string(),
  listen: z.string(),
  upstream: z.string(),
  enabled: z.boolean().default(true),
  toxics: z.array(toxicSchema).nullish(),
});

/** The proxies of a Toxiproxy: the file that it is started with, or what its API says of them at /proxies. */
export const toxiproxy: Importer = {
  tool: "Toxiproxy",
  reads: "a list of proxies with name, listen and upstream, or the answer of its API to GET /proxies",
  recognises: (value) => proxiesIn(value).length > 0 && proxiesIn(value).every(([, proxy]) => isProxy(proxy)),
  read(document) {
    const edges: Record<string, Fields> = {};
    const faults = proxiesIn(document.value).flatMap(([key]) => readProxy(document, [key], edges));
    const [first] = Object.keys(edges);
    return first === undefined ? undefined : draftOf(document, edges, faults, first);
  },
};

function proxiesIn(value: unknown): readonly (readonly [key: string | number, proxy: unknown])[] {
  return Array.isArray(value) ? [...value.entries()] : Object.entries(fieldsOf(value));
}

function isProxy(value: unknown): boolean {
  return ["name", "upstream"].every((key) => key in fieldsOf(value));
}

/** Takes a proxy as an edge. @returns the faults that its toxics are */
function readProxy(document: ForeignDocument, path: Path, edges: Record<string, Fields>): readonly Fields[] {
  const { name, listen, upstream, enabled, toxics } = document.read(proxySchema, path);
  for (const [key, address] of Object.entries({ listen, upstream })) {
    if (parseHostPort(address) !== undefined) continue;
    document.leave([...path, key], `found ${show(address)}; brownout's proxy needs a host and a port of its own`);
    return [];
  }
  const edge = proxyEdge(name);
  if (edge in edges) {
    document.leave(path, `would be the edge ${edge}, as another one is already`);
    return [];
  }
  if (!enabled)
    document.leave(
      [...path, "enabled"],
      "is down all the time there; a fault of `type: down` takes it down for a time",
    );
  edges[edge] = { listen, upstream };
  return (toxics ?? []).flatMap((toxic, index) => {
    const keys = toxicFault(toxic);
    if (keys === undefined) document.leave([...path, "toxics", index], "brownout has no fault that is the same");
    const { type, ...rest } = keys ?? {};
    return keys === undefined ? [] : [{ type, on: edge, ...rest }];
  });
}

function draftOf(
  document: ForeignDocument,
  edges: Readonly<Record<string, Fields>>,
  faults: readonly Fields[],
  first: string,
): Draft {
  document.differ(
    [],
    "brownout's own proxy listens at these addresses, while a run is: stop Toxiproxy before it, or name it (docs/external.md)",
  );
  const load = "clients";
  const isMadeUp = faults.length === 0;
  return {
    name: isMadeUp ? `slow-${first.replace(/^.*-> /, "")}` : "toxics",
    source: Object.keys(edges).join(", ").slice(0, 200),
    system: { external: { edges } },
    load: { [load]: { request: "GET http://127.0.0.1:8080/", rate: madeUpRate, timeout: "10s" } },
    faults: (isMadeUp ? [{ type: "latency", on: first, latency: "1s" }] : faults).map((keys) => ({ keys })),
    ...madeUpCriteria(load),
    madeUp: ["load", "steady-state", ...(isMadeUp ? (["faults"] as const) : []), "abort", "expect"],
  };
}
