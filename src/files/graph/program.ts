/**
 * The program that a service is, where it isn't one of the demo's: its part of a graph file with every default filled in.
 * Plain JSON. Texts marked as templates hold addresses that only a platform knows (address-template.ts).
 */
export interface ProgramSpec {
  /** The program and its arguments, each a template; no shell reads them. */
  readonly command: readonly [string, ...string[]];
  /** Folder that it is started in; as the graph file's own path, from where brownout is started. */
  readonly cwd: string;
  /** Templates by variable, beside `PORT`; those that its calls name are among them. */
  readonly env: Readonly<Record<string, string>>;
  /** The port that it listens on; one that is free where none is said. */
  readonly port?: number;
  readonly ready: ReadySpec;
  readonly stop: StopSpec;
}

/** The sign by which a program is up. */
export interface ReadySpec {
  readonly by: /** It takes connections at its port. */
    | { readonly kind: "tcp" }
    /** A GET of that path is answered with a status below 400. */
    | { readonly kind: "http"; readonly path: string }
    /** It wrote a line that the regular expression finds something in. */
    | { readonly kind: "log"; readonly pattern: string };
  readonly withinMs: number;
}

/** The way a program is told to end. */
export interface StopSpec {
  readonly signal: StopSignal;
  /** Time from the signal to SIGKILL. */
  readonly graceMs: number;
}

export const stopSignals = ["SIGTERM", "SIGINT", "SIGQUIT", "SIGHUP", "SIGUSR1", "SIGUSR2"] as const;
export type StopSignal = (typeof stopSignals)[number];
