import { readdir } from "node:fs/promises";
import { join } from "node:path";
import { packageFolder } from "../../values/own-files.ts";

/** The files of the incidents that come with brownout, each in a folder of its name, in the order of their names. */
export async function incidentFiles(): Promise<readonly string[]> {
  const folder = join(packageFolder(), "experiments", "incidents");
  const entries = await readdir(folder, { withFileTypes: true });
  const names = entries.filter((entry) => entry.isDirectory()).map(({ name }) => name);
  return names.sort().map((name) => join(folder, name, "incident.yaml"));
}
