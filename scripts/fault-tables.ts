/** Writes the tables of faults in docs/writing-experiments.md from the lists of kinds: `npm run docs:faults`. */
import { readFileSync, writeFileSync } from "node:fs";
import { z } from "zod";
import { manifest } from "../src/faults/chaos-mesh/manifest.ts";
import { chaosKinds, containerKinds, networkKinds, podKinds, replicaKinds } from "../src/faults/kinds.ts";
import { choosingKeys, numberKeys } from "../src/faults/messages/choosing.ts";
import { messageKinds } from "../src/faults/messages/list.ts";
import { down } from "../src/faults/toxiproxy/down.ts";
import { toxicKinds } from "../src/faults/toxiproxy/list.ts";
import { toxicKeys } from "../src/faults/toxiproxy/toxic-kind.ts";
import type { FaultKind } from "../src/files/experiment/fault-kind.ts";

export const experimentsPage = new URL("../docs/writing-experiments.md", import.meta.url);

/** By the name that a table's place in the page has. */
const tables: Readonly<Record<string, readonly FaultKind[]>> = {
  toxics: [...toxicKinds, down],
  messages: messageKinds,
  replicas: replicaKinds,
  containers: containerKinds,
  packets: networkKinds,
  pods: podKinds,
  "chaos-mesh": [...chaosKinds, manifest],
};

const HEAD = "| type | on | what it does | its own keys |\n|---|---|---|---|\n";
const on = { edge: "edge", service: "service", either: "edge or service" } as const;

/** The page with its tables as the lists of kinds have them. @throws Error when it has no place for one, or an unknown one */
export function experimentsPageText(page: string, kindsOf = tables): string {
  const missing = new Set(Object.keys(kindsOf));
  const text = page.replaceAll(/(<!-- faults: (\S+), .*-->\n\n)[\s\S]*?(?=\n<!-- end -->)/g, (_, start, name) => {
    const kinds = kindsOf[name];
    if (kinds === undefined) throw new Error(`there are no faults "${name}"`);
    missing.delete(name);
    return start + HEAD + kinds.map(row).join("");
  });
  if (missing.size > 0) throw new Error(`the page has no place for ${[...missing].join(", ")}`);
  return text;
}

function row({ type, targets, summary, params }: FaultKind): string {
  const { properties = {}, required = [] } = z.toJSONSchema(params, { io: "input", unrepresentable: "any" });
  const { shape } = params;
  const chosen = "per" in shape ? choosingKeys : "every" in shape ? numberKeys : {};
  const shared = { ...chosen, ...toxicKeys };
  const keys = Object.entries(properties)
    .filter(([key]) => !(key in shared))
    .map(([key, schema]) =>
      keyText(key, typeof schema === "object" ? schema.default : undefined, required.includes(key)),
    );
  return `| \`${type}\` | ${on[targets]} | ${summary} | ${keys.join(", ")} |\n`;
}

function keyText(key: string, usual: unknown, isNeeded: boolean): string {
  if (isNeeded) return `\`${key}\``;
  return usual === undefined || typeof usual === "object"
    ? `\`${key}\` (optional)`
    : `\`${key}\` (default \`${usual}\`)`;
}

if (import.meta.main) writeFileSync(experimentsPage, experimentsPageText(readFileSync(experimentsPage, "utf8")));
