import { mergeVariables, type Variables } from "../../files/experiment/variables.ts";
import type { Source } from "../../files/yaml/problem.ts";
import type { KeptText } from "../../records/journal/run-folder.ts";

/** Where variables come from; the first that has a name decides it. */
export interface VariableSources {
  /** On the command line. */
  readonly given: Variables;
  readonly fromFile: Variables;
  readonly environment: Variables;
}

/** Notes what an experiment is made from while it is read: nothing is read again, when it may be another. */
export class RunInputs {
  readonly #sources: VariableSources;
  readonly #asked = new Set<string>();
  readonly #texts = new Map<string, string>();
  readonly #all: Variables;

  constructor(sources: VariableSources) {
    this.#sources = sources;
    this.#all = mergeVariables(sources.given, sources.fromFile, sources.environment);
  }

  /** All variables; which of them are asked for is noted. */
  get variables(): Variables {
    const asked = this.#asked;
    return new (class extends Map<string, string> {
      override get(name: string): string | undefined {
        asked.add(name);
        return super.get(name);
      }
    })(this.#all);
  }

  /** Keeps the source's text under that name. */
  note(name: string, source: Source): Source {
    this.#texts.set(name, source.text);
    return source;
  }

  /** The texts as they were read, and the variables that they named. */
  texts(): readonly KeptText[] {
    const texts = [...this.#texts].map(([name, text]) => ({ name, text }));
    const variables = Object.fromEntries([...this.#asked].map((name) => [name, this.#origin(name)]));
    return [...texts, { name: "variables.json", text: `${JSON.stringify(variables, undefined, 2)}\n` }];
  }

  /** Values that weren't typed on the command line may be secrets, and never reach the disk. */
  #origin(name: string): { readonly from: string; readonly value?: string } {
    const { given, fromFile, environment } = this.#sources;
    const value = given.get(name);
    if (value !== undefined) return { from: "--var", value };
    if (fromFile.has(name)) return { from: "--var-file" };
    return { from: environment.has(name) ? "environment" : "default" };
  }
}
