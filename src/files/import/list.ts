import { chaosMesh } from "./chaos-mesh/chaos-mesh.ts";
import { chaosToolkit } from "./chaos-toolkit/chaos-toolkit.ts";
import type { Importer } from "./importer.ts";

/** Every tool whose files can be imported. */
export const importers: readonly Importer[] = [chaosMesh, chaosToolkit];
