import { chaosMesh } from "./chaos-mesh/chaos-mesh.ts";
import { chaosToolkit } from "./chaos-toolkit/chaos-toolkit.ts";
import type { Importer } from "./importer.ts";
import { k6 } from "./k6.ts";
import { litmus } from "./litmus/litmus.ts";
import { toxiproxy } from "./toxiproxy.ts";

/** Every tool whose files can be imported. */
export const importers: readonly Importer[] = [chaosMesh, chaosToolkit, litmus, toxiproxy, k6];
