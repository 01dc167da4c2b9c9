/** Options of `init` that name a system, each another; `context` and `namespace` are of the one that `on` names. */
export interface SystemOptions {
  readonly demo?: true;
  readonly graph?: string;
  readonly compose?: string;
  readonly procfile?: string;
  readonly package?: string | true;
  readonly openapi?: string;
  readonly url?: string;
  readonly on?: string;
  readonly context?: string;
  readonly namespace?: string;
}

/** The options that name a system, of those that are given: `--compose`. */
export function systemsNamed(options: SystemOptions): readonly string[] {
  const { demo, graph, compose, procfile, package: folder, on, openapi, url } = options;
  // With a description it is where that service runs.
  const service = openapi === undefined ? url : undefined;
  const systems = { demo, graph, compose, procfile, package: folder, on, openapi, url: service };
  return Object.entries(systems).flatMap(([option, value]) => (value === undefined ? [] : [`--${option}`]));
}
