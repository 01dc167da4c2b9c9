import type { Draft } from "../../files/init/experiment-words.ts";
import type { NewFile } from "../../files/init/new-file.ts";

/** A system that was read, and a draft of a first experiment on it; nothing is written yet. */
export interface Begun {
  readonly platform: "local" | "compose" | "kubernetes" | "external";
  readonly draft: Draft;
  /** The request, where it had to be known to begin. */
  readonly request?: string;
  /** Folder to write to. */
  readonly folder: string;
  /** Files that go beside the experiment. */
  readonly files: readonly NewFile[];
  /** Lines on what was found. */
  readonly found: readonly string[];
  /** Lines on what could not be told, or is to be known before the first run. */
  readonly notes: readonly string[];
  /** Lines to type before `plan`, and those where the experiment's file is named. */
  readonly before: (experiment: string) => readonly string[];
  /** Options of `plan` and `run`: `--on compose`. */
  readonly runOptions: string;
  /** True where something was found that could not be used. */
  readonly isIncomplete: boolean;
}

/** The parts of most beginnings. */
export const USUALLY = {
  files: [],
  found: [],
  notes: [],
  before: () => [],
  runOptions: "",
  isIncomplete: false,
} as const;
