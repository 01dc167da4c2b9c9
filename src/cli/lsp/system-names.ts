import { dirname, resolve } from "node:path";
import type { ReadText } from "../../assembly/read-text.ts";
import type { FileKind } from "../../files/authoring/file-kind.ts";
import {
  experimentNames,
  externalNames,
  graphNames,
  joinNames,
  type Names,
  noNames,
  type SystemNames,
  writtenGraphNames,
} from "../../files/authoring/names.ts";
import { findEdges } from "../../files/compose-file/find-edges.ts";
import { readCompose } from "../../files/compose-file/read-compose.ts";
import type { Graph } from "../../files/graph/graph.ts";
import { parseGraph, UnknownVariantError } from "../../files/graph/parse-graph.ts";
import { maxTextLength } from "../../files/yaml/document.ts";
import { fieldsOf, itemsOf } from "../../files/yaml/fields.ts";
import { readTolerantly } from "../../files/yaml/tolerant-text.ts";
import { edgeName } from "../../values/edge-name.ts";
import { BrownoutError, UsageError } from "../../values/errors.ts";
import { COMPOSE_MAX_BYTES } from "../commands/compose-warnings.ts";

/** Finds the names that files may speak of, in the files that they name. Nothing is asked but files. */
export class NameFinder {
  readonly #readFile: ReadText;
  /** By path, of the last text that could be read: a graph that is being typed is wrong most of the time. */
  readonly #graphs = new Map<string, { readonly text: string; readonly names: SystemNames }>();

  constructor(readFile: ReadText) {
    this.#readFile = readFile;
  }

  /** @param value the document's, as far as it can be read */
  namesFor(kind: FileKind["name"], path: string, value: unknown): Names {
    if (kind === "experiment") return this.#ofExperiment(path, value);
    if (kind === "graph") return joinNames([writtenGraphNames(value)]);
    if (kind === "gameday") return noNames;
    const files = Object.values(fieldsOf(fieldsOf(value).variants)).map((variant) => fieldsOf(variant).experiment);
    return joinNames(texts(files).map((file) => this.#ofExperimentAt(resolve(dirname(path), file))));
  }

  #ofExperimentAt(path: string): Names {
    const text = this.#textAt(path);
    return text === undefined ? noNames : this.#ofExperiment(path, readTolerantly(text)[0]?.value);
  }

  #ofExperiment(path: string, value: unknown): Names {
    const { graph, compose } = fieldsOf(fieldsOf(value).system);
    const composeFiles = typeof compose === "string" ? [compose] : [fieldsOf(compose).file].flat();
    const from = (file: string) => resolve(dirname(path), file);
    return joinNames([
      experimentNames(value),
      ...texts([graph]).map((file) => this.#ofGraph(from(file))),
      externalNames(value),
      ...texts(composeFiles).map((file) => this.#ofCompose(from(file))),
    ]);
  }

  #ofGraph(path: string): Partial<Names> {
    const text = this.#textAt(path);
    const before = this.#graphs.get(path);
    if (text === undefined || text === before?.text) return before?.names ?? {};
    const read = graphOf(path, text);
    if (read === undefined) return before?.names ?? {};
    const names = { ...graphNames(read.graph), variants: read.variants };
    this.#graphs.set(path, { text, names });
    return names;
  }

  #ofCompose(path: string): Partial<Names> {
    try {
      const file = readCompose(path, {
        read: (other) => this.#textAt(other, COMPOSE_MAX_BYTES),
        environment: (name) => process.env[name],
      });
      return { services: file.services.map(({ name }) => name), edges: findEdges(file).edges.map(edgeName) };
    } catch (error) {
      // What is wrong with it is said by what checks the experiment.
      if (error instanceof BrownoutError) return {};
      throw error;
    }
  }

  /** Undefined where it can't be read: what checks the document says so. */
  #textAt(path: string, maxBytes: number = maxTextLength): string | undefined {
    try {
      return this.#readFile(path, maxBytes);
    } catch (error) {
      if (error instanceof UsageError) return undefined;
      throw error;
    }
  }
}

function texts(values: readonly unknown[]): readonly string[] {
  return itemsOf(values).filter((value) => typeof value === "string");
}

/** A graph and its variants; undefined where something is wrong with it. */
function graphOf(path: string, text: string): { graph: Graph; variants: readonly string[] } | undefined {
  try {
    return { graph: parseGraph({ path, text }, undefined), variants: [] };
  } catch (error) {
    if (error instanceof UnknownVariantError) return { graph: error.common, variants: error.allowed };
    if (error instanceof BrownoutError) return undefined;
    throw error;
  }
}
