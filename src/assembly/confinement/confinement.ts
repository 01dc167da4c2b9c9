import { readText } from "../read-text.ts";
import { type AllowedHost, parseAllowedHost } from "./allowed-host.ts";

/** The allowances of a gate, as its command line has them. */
export interface Allowances {
  /** Names of the environment that experiments may read. */
  readonly env: readonly string[];
  /** `HOST` or `HOST:PORT` */
  readonly allowHost: readonly string[];
  /** Paths of graph, Compose and manifest files, and of chaos objects. */
  readonly allowStart: readonly string[];
}

/** The place that an experiment is held to, and by what. */
export interface Place {
  /** The folder below which files are read. No symbolic link is in its path. */
  readonly root: string;
  /** The part of the command line that holds it there, for messages: `--ci`. */
  readonly under: string;
}

/** The bounds of an experiment that a stranger may have written; docs/ci.md says what they are worth. */
export interface Confinement extends Place {
  /** Names of the environment that it may read. */
  readonly environment: ReadonlySet<string>;
  /** Hosts that it may call, beside the services that are started for it. */
  readonly hosts: readonly AllowedHost[];
  /** The texts of files that say what is started. A file with another text, if only by a space, is not among them. */
  readonly startable: ReadonlySet<string>;
}

/** As an option: none where the experiment is one's own. */
export interface Confined {
  readonly confinement?: Confinement;
}

/** As for manifests: more than any file that a person writes by hand. */
export const STARTABLE_MAX_BYTES = 4 * 1024 * 1024;

/**
 * The bounds that allowances set for experiments of a place.
 * @throws UsageError for a host that is none, or a file that can't be read
 */
export function readConfinement({ env, allowHost, allowStart }: Allowances, place: Place): Confinement {
  return {
    ...place,
    environment: new Set(env),
    hosts: allowHost.map(parseAllowedHost),
    startable: new Set(allowStart.map((path) => readText(path, STARTABLE_MAX_BYTES))),
  };
}
