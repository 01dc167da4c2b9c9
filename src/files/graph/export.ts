import type { ExportSource } from "./export-source.ts";
import { exportToCompose } from "./export-to-compose.ts";
import { exportToKubernetes } from "./export-to-kubernetes.ts";

/** Each way to write a graph down for another tool. A new one is a file beside this one and a line here. */
export const graphExports: Readonly<Record<string, (source: ExportSource) => string>> = {
  compose: exportToCompose,
  kubernetes: exportToKubernetes,
};
