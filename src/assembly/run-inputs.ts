import { mergeVariables, type Variables } from "../files/experiment/variables.ts";
import type { ConcealedValue } from "../files/yaml/node.ts";
import type { Source } from "../files/yaml/problem.ts";
import type { KeptText } from "../records/journal/run-folder.ts";
import { EXPERIMENT_TEXT, sourceText } from "./source-text.ts";

/** Sources of variables; the first that has a name decides it. */
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
  readonly #concealed: ConcealedValue[] = [];
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

  /** Tells whether the variable's value must not be shown: who sets it on the command line shows it. */
  isConcealed(name: string): boolean {
    const { given, fromFile, environment } = this.#sources;
    return !given.has(name) && (fromFile.has(name) || environment.has(name));
  }

  /** Values that nothing may have which is shown or kept. */
  get concealed(): readonly ConcealedValue[] {
    return this.#concealed;
  }

  noteConcealed(values: readonly ConcealedValue[]): void {
    this.#concealed.push(...values);
  }

  /** Keeps the source's text under that name. */
  note(name: string, source: Source): Source {
    this.#texts.set(name, source.text);
    return source;
  }

  /** Keeps the experiment's text, and where it is from. */
  noteExperiment(source: Source): Source {
    const { name, text } = sourceText(source);
    this.#texts.set(name, text);
    return this.note(EXPERIMENT_TEXT, source);
  }

  /** The texts as they were read, and the variables that they named. */
  texts(): readonly KeptText[] {
    const texts = [...this.#texts].map(([name, text]) => ({ name, text }));
    const variables = Object.fromEntries([...this.#asked].map((name) => [name, this.#origin(name)]));
    return [...texts, { name: "variables.json", text: `${JSON.stringify(variables, undefined, 2)}\n` }];
  }

  /** Of values only those that were typed on the command line, and aren't declared a secret. */
  #origin(name: string): { readonly from: string; readonly value?: string } {
    const { given, fromFile, environment } = this.#sources;
    const value = given.get(name);
    if (value !== undefined) {
      return this.#concealed.some((each) => each.name === name) ? { from: "--var" } : { from: "--var", value };
    }
    if (fromFile.has(name)) return { from: "--var-file" };
    return { from: environment.has(name) ? "environment" : "default" };
  }
}
