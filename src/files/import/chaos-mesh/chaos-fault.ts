import { formatDuration, parseDuration } from "../../experiment/duration.ts";
import { type Fields, fieldsOf } from "../../yaml/fields.ts";
import { type Path, show } from "../../yaml/problem.ts";
import type { ChosenServices } from "../chosen-services.ts";
import type { DraftFault } from "../draft.ts";
import type { ForeignDocument } from "../foreign-document.ts";
import { chaosVersion } from "./kinds.ts";
import { type OwnFault, ownFault } from "./own-faults.ts";

/** Longer, brownout's durations can't be. */
const DURATION_MOST_MS = 24 * 3_600_000;

/** A spec of Chaos Mesh, wherever it stands: in an object, a Schedule, or a template of a Workflow. */
export interface FoundChaos {
  readonly kind: string;
  readonly name: string;
  /** The place of its spec. */
  readonly path: Path;
  /** The namespace of what it stands in. */
  readonly namespace: string | undefined;
  /** Labels and annotations of the object. */
  readonly metadata?: Fields;
}

/** The time of a fault, from the beginning of the fault phase. */
export interface FaultTime {
  readonly startMs: number;
  /** The longest that it may be in; undefined for as long as it says. */
  readonly mostMs?: number;
}

export interface MadeFault {
  readonly fault: DraftFault;
  /** Its end in the fault phase; undefined where nothing says so. */
  readonly endMs: number | undefined;
}

/**
 * The fault that a spec of Chaos Mesh is here: one of brownout's own where that creates the same object, else the object as it is.
 * Undefined where it is neither, which is left then.
 */
export function chaosFault(
  document: ForeignDocument,
  chaos: FoundChaos,
  time: FaultTime,
  services: ChosenServices,
): MadeFault | undefined {
  const { kind, path, namespace } = chaos;
  const spec = fieldsOf(document.at(path));
  if (spec.remoteCluster !== undefined) {
    document.leave([...path, "remoteCluster"], "what is in another cluster can't be watched or undone from this one");
    return undefined;
  }
  const own = ownFault(kind, spec);
  const length = own?.isOnce ? { ms: time.mostMs } : readLength(document, path, time);
  const pods = length && services.choose(document, [...path, "selector"], namespace);
  if (pods === undefined) return undefined;
  const times = {
    ...(time.startMs > 0 ? { start: formatDuration(time.startMs) } : {}),
    ...(length?.text === undefined ? {} : { duration: length.text }),
  };
  const endMs = length?.ms === undefined ? undefined : time.startMs + length.ms;
  if (own === undefined) {
    const manifest = manifestOf(document, chaos, pods.namespace);
    return manifest && { fault: { keys: { type: "manifest", on: pods.service, ...times }, manifest }, endMs };
  }
  const target = own.isOnEdge && services.choose(document, [...path, "target", "selector"], namespace);
  if (target === undefined) return undefined;
  const on = target ? `${pods.service} -> ${target.service}` : pods.service;
  remarkOn(document, chaos, own, on);
  const { type, ...keys } = own.keys;
  return { fault: { keys: { type, on, ...keys, ...times } }, endMs };
}

/** The length of a fault in milliseconds, and as it is written; neither where nothing says so. */
interface Length {
  readonly ms?: number | undefined;
  readonly text?: string;
}

/** Reads how long a spec is in, at most so long as its place allows; undefined where brownout can't have it so long. */
function readLength(document: ForeignDocument, path: Path, { mostMs }: FaultTime): Length | undefined {
  const { duration } = fieldsOf(document.at(path));
  const at = [...path, "duration"];
  const most = mostMs === undefined ? {} : { ms: mostMs, text: formatDuration(mostMs) };
  if (duration === undefined) {
    if (mostMs === undefined) {
      document.differ(
        path,
        "has no duration: it stays until somebody deletes it there, and through the fault phase here",
      );
    }
    return most;
  }
  const ms = typeof duration === "string" ? parseDuration(duration) : undefined;
  if (ms === undefined || ms <= 0 || ms > DURATION_MOST_MS) {
    document.leave(at, `found ${show(duration)}; a fault's duration here is from 1ms to 24h, in h, m, s and ms`);
    return undefined;
  }
  if (mostMs === undefined || ms <= mostMs) return { ms, text: String(duration) };
  document.differ(at, `what it stands in ends before it, after ${formatDuration(mostMs)}`);
  return most;
}

/** Notes in what a fault of brownout's own is otherwise than the object that it was made of. */
function remarkOn(document: ForeignDocument, { path, metadata = {} }: FoundChaos, own: OwnFault, on: string): void {
  if (fieldsOf(own.keys.mode).fixed !== undefined) {
    document.differ([...path, "mode"], "of fewer pods Chaos Mesh takes all, and brownout refuses the plan");
  }
  if (own.isOnEdge) {
    document.differ(
      [...path, "target"],
      `a run takes the edge ${on} only where it is known: by a graph, or the annotation brownout.dev/calls`,
    );
  }
  if (own.isOnce && document.keysAt(path).includes("duration")) {
    document.differ([...path, "duration"], "pods and containers are ended once; Chaos Mesh has no use for it, either");
  }
  for (const key of ["labels", "annotations"]) {
    if (metadata[key] !== undefined) {
      document.differ(["metadata", key], "the object that brownout creates has labels of its own, and no annotations");
    }
  }
}

/** The object as it is, but for what is the cluster's and the run's to say. */
function manifestOf(
  document: ForeignDocument,
  { kind, name, path, namespace, metadata = {} }: FoundChaos,
  runs: string | undefined,
): Fields | undefined {
  const spec = fieldsOf(document.at(path));
  const template = /\{\{|\$\{|<%/.exec(JSON.stringify(spec))?.[0];
  if (template !== undefined) {
    document.leave(path, `holds ${template}, which a template engine fills in; import the result of it`);
    return undefined;
  }
  if (!/^[a-z0-9]([a-z0-9.-]{0,251}[a-z0-9])?$/.test(name)) {
    document.leave(path, `is named ${show(name)}; what is undone by its name has lower-case words with dashes as one`);
    return undefined;
  }
  const elsewhere = namespace === runs ? "" : `, in the namespace of its pods and not in ${show(namespace)}`;
  document.differ(
    path,
    `no type of brownout's own has all of this, so it is created as it is (type: manifest)${elsewhere}`,
  );
  const said = Object.fromEntries(Object.entries(metadata).filter(([, value]) => value !== undefined));
  return { apiVersion: chaosVersion, kind, metadata: { name, ...said }, spec };
}
