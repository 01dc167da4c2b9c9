import { dirname, join, matchesGlob, normalize, relative, sep } from "node:path";
import type { Grounds } from "./apart.ts";
import { touches } from "./touches.ts";

/** An experiment that a queue may take. */
export interface Candidate {
  readonly file: string;
  /** None where it can't be read: nobody knows then what it is about. */
  readonly about?: About;
}

export interface About {
  readonly owner?: string;
  readonly tags: readonly string[];
  /** Sum of its phases. */
  readonly lengthMs: number;
  /** None where it may disturb any other. */
  readonly grounds?: Grounds;
  /** Absolute paths of the files and folders that it is made from. */
  readonly madeFrom: readonly string[];
  /** Files, folders and patterns from `folders`. */
  readonly sources: readonly string[];
  /** Absolute paths of the folder that its file is in: as it was named and, where that goes by a symbolic link, as git does. */
  readonly folders: readonly string[];
}

/** Conditions that an experiment must fulfil, all of them. An empty list is none. */
export interface Selection {
  /** It has one of these. */
  readonly tags: readonly string[];
  /** It has one of these. */
  readonly owners: readonly string[];
  /** Absolute paths of what changed, some of which it depends on; none to take what didn't change, too. */
  readonly changed?: readonly string[];
}

export interface Selected<One extends Candidate> {
  readonly taken: readonly One[];
  /** Experiments that fulfil all but that something changed. */
  readonly unchanged: number;
}

/** Picks experiments. One that can't be read is always picked: it might be what was asked for. */
export function select<One extends Candidate>(candidates: readonly One[], selection: Selection): Selected<One> {
  const asked = candidates.filter(({ about }) => about === undefined || isAsked(about, selection));
  const { changed } = selection;
  if (changed === undefined) return { taken: asked, unchanged: 0 };
  const taken = asked.filter(({ about }) => about === undefined || changed.some((path) => dependsOn(about, path)));
  return { taken, unchanged: asked.length - taken.length };
}

function isAsked({ owner, tags }: About, selection: Selection): boolean {
  const hasTag = selection.tags.length === 0 || selection.tags.some((tag) => tags.includes(tag));
  return hasTag && (selection.owners.length === 0 || (owner !== undefined && selection.owners.includes(owner)));
}

function dependsOn({ madeFrom, sources, folders }: About, changed: string): boolean {
  // A changed folder is a submodule.
  if (madeFrom.some((path) => touches(changed, path))) return true;
  return folders.some((folder) => sources.some((pattern) => fits(changed, pattern, folder)));
}

function fits(changed: string, pattern: string, folder: string): boolean {
  let from = folder;
  const whole = normalize(pattern);
  const isFolder = whole.endsWith(sep);
  let rest = isFolder ? whole.slice(0, -1) : whole;
  for (; rest.startsWith(`..${sep}`); rest = rest.slice(3)) from = dirname(from);
  if (touches(changed, join(from, rest))) return true;
  const path = relative(from, changed);
  // A pattern's `*` takes no hidden files. Here it does: to run what need not be run is the lesser harm.
  return [path, path.replace(/(^|\/)\.+(?=[^./])/g, "$1")].some(
    (name) => matchesGlob(name, rest) || (isFolder && matchesGlob(name, join(rest, "**"))),
  );
}
