import { join, relative, resolve } from "node:path";
import { packageFolder } from "../../values/own-files.ts";
import { shellWord } from "../../values/shell-word.ts";
import type { CommandContext } from "./context.ts";
import { deliverFiles, type InitMode } from "./init-files.ts";

/** Begins with an experiment on the demo graph. */
export async function initDemo(folder: string, mode: InitMode, context: CommandContext): Promise<void> {
  const { DEMO_NAME, demoExperimentText } = await import("../../files/init/demo-experiment.ts");
  const own = (path: string) => relative(resolve(folder), join(packageFolder(), path));
  const path = join(folder, `${DEMO_NAME}.yaml`);
  const text = demoExperimentText(own("fixtures/graphs/checkout.yaml"), own("schema/experiment.schema.json"));
  const lines = await deliverFiles([{ path, text }], mode);
  const file = shellWord(path);
  context.out([...lines, "", "next:", `  brownout plan ${file}`, `  brownout run ${file}`].join("\n"));
}
