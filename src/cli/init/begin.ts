import { dirname } from "node:path";
import type { CommandContext } from "../commands/context.ts";
import type { Begun } from "./begun.ts";
import type { Ask } from "./question.ts";
import type { SystemOptions } from "./system-options.ts";

/** Options of `init` that say what the system is, and more of it. */
export interface BeginOptions extends SystemOptions {
  readonly variant?: string;
  readonly dependency: readonly string[];
  readonly edge: readonly string[];
  readonly redirect?: boolean;
  readonly rewriteMounted?: boolean;
  readonly request?: string;
  readonly out?: string;
}

/** Reads the system that the options name; the demo's where they name none. */
export async function begin(options: BeginOptions, ask: Ask | undefined, context: CommandContext): Promise<Begun> {
  const { compose, on, namespace, out, graph, url } = options;
  if (compose !== undefined) {
    const { beginCompose } = await import("./begin-compose.ts");
    const { edge: edges, redirect = false, rewriteMounted = false } = options;
    return beginCompose({ compose, edges, redirect, rewriteMounted, folder: out ?? dirname(compose) });
  }
  if (on !== undefined) {
    const { beginKubernetes } = await import("./begin-kubernetes.ts");
    const place = { ...(options.context && { context: options.context }), ...(namespace && { namespace }) };
    return beginKubernetes({ ...place, folder: out ?? "." }, context);
  }
  if (graph !== undefined) {
    const { beginGraph } = await import("./begin-graph.ts");
    const { variant } = options;
    return beginGraph({ graph, ...(variant !== undefined && { variant }), folder: out ?? dirname(graph) }, ask);
  }
  if (url !== undefined) {
    const { beginExternal } = await import("./begin-external.ts");
    const { dependency: dependencies, request } = options;
    return beginExternal({ url, dependencies, request, folder: out ?? "." }, ask);
  }
  return beginPrograms(options);
}

async function beginPrograms({ procfile, package: root, out }: BeginOptions): Promise<Begun> {
  if (procfile !== undefined) {
    const { beginProcfile } = await import("./begin-programs.ts");
    return beginProcfile(procfile, out ?? dirname(procfile));
  }
  if (root !== undefined) {
    const { beginPackage } = await import("./begin-programs.ts");
    const folder = root === true ? "." : root;
    return beginPackage(folder, out ?? folder);
  }
  const { beginDemo } = await import("./begin-demo.ts");
  return beginDemo(out ?? ".");
}
