import { relative, resolve } from "node:path";
import { readText } from "../../assembly/read-text.ts";
import type { Graph } from "../../files/graph/graph.ts";
import { parseGraph, UnknownVariantError } from "../../files/graph/parse-graph.ts";
import { graphDraft } from "../../files/init/graph-experiment.ts";
import { maxTextLength } from "../../files/yaml/document.ts";
import { type Begun, USUALLY } from "./begun.ts";
import { type Ask, answerTo, notAmong } from "./question.ts";

export interface GraphOptions {
  readonly graph: string;
  readonly variant?: string;
  /** Folder to write to. */
  readonly folder: string;
}

/** Begins with a graph of services that is there. */
export async function beginGraph({ graph: path, variant, folder }: GraphOptions, ask: Ask | undefined): Promise<Begun> {
  const source = { path, text: readText(path, maxTextLength) };
  const graph = await chosenVariant((name) => parseGraph(source, name), variant, ask);
  const draft = graphDraft(graph, relative(resolve(folder), resolve(path)));
  return { ...USUALLY, platform: "local", draft, folder };
}

/** Reads a graph in the variant that is named; where it has several and none is, asks for one. */
async function chosenVariant(
  read: (variant: string | undefined) => Graph,
  given: string | undefined,
  ask: Ask | undefined,
): Promise<Graph> {
  try {
    return read(given);
  } catch (error) {
    if (!(error instanceof UnknownVariantError) || given !== undefined) throw error;
    const answers = error.allowed.map((value) => ({ value }));
    const wrong = (answer: string) => notAmong(answer, error.allowed);
    return read(
      await answerTo({ option: "--variant", text: "Which variant of the graph?", answers, wrong }, given, ask),
    );
  }
}
