import { basename, dirname, resolve } from "node:path";
import {
  type EdgeReplay,
  LEAST_CALLS,
  type Replay,
  type Replayed,
  replayed,
} from "../faults/toxiproxy/latency-replay.ts";
import type { ProblemParts } from "../files/yaml/problem.ts";
import { suggest } from "../files/yaml/suggestion.ts";
import { type EdgeInPhase, edgeInPhase } from "../judge/history/edge-in-phase.ts";
import type { Plan } from "../judge/plan/plan.ts";
import { readTimeline } from "../records/journal/read-timeline.ts";
import { runFolder, runFolders } from "../records/journal/run-folder.ts";
import { harnessLine } from "../report/terminal/harness.ts";
import { edgeName } from "../values/edge-name.ts";
import { BrownoutError } from "../values/errors.ts";
import type { Place } from "./confinement/confinement.ts";
import { checkWithin } from "./confinement/within-place.ts";

/** Share of a phase that may be of no use because of the harness: with more of it, a replay would be of the harness, too. */
const UNUSABLE_MOST = 0.05;

/** The places where runs are looked for. */
export interface ReplayPlaces {
  /** The folder that keeps those which are named. */
  readonly runs: string;
  /** The folder that paths are from. */
  readonly from: string;
  /** The place that all must be in; none where any may be read. */
  readonly place?: Place | undefined;
}

/** A thing that is wrong with a replay, at its key. */
type Refusal = ProblemParts & { readonly key: keyof Replay };

/**
 * Reads the calls that are replayed from the journal of their run.
 * @throws ConfinedFileError
 */
export async function readReplay(replay: EdgeReplay, places: ReplayPlaces): Promise<Replayed | Refusal> {
  const { like, edge, phase } = replay;
  const path = like.includes("/") ? resolve(places.from, like) : resolve(places.runs, like);
  const { id, journalPath } = runFolder(dirname(path), basename(path));
  if (places.place !== undefined) checkWithin(journalPath, places.place);
  try {
    const ids = (await runFolders(dirname(path))).map((folder) => folder.id);
    if (!ids.includes(id)) return noSuchRun(like, ids, places);
    const found = await edgeInPhase(readTimeline(journalPath), edge, phase);
    if (found === undefined) return { key: "like", message: "that run ended before it began: its journal is empty" };
    return refusal(replay, found) ?? replayed(replay, found.started.run, found.reading.latency);
  } catch (error) {
    if (!(error instanceof BrownoutError)) throw error;
    return { key: "like", message: error.message };
  }
}

function noSuchRun(like: string, ids: readonly string[], { runs }: ReplayPlaces): Refusal {
  if (like.includes("/")) return { key: "like", message: "there is no run in that folder, which is from this file's" };
  const message = `there is no such run in ${runs}; one elsewhere is named by the path of its folder, with a slash`;
  return { key: "like", message, suggestion: suggest(like, ids) };
}

/** The reason why an edge can't be replayed, as what was seen of it isn't all of its calls, or too little. */
function refusal({ edge, phase }: EdgeReplay, { started, reading, harness, isOver }: EdgeInPhase): Refusal | undefined {
  const { plan } = started;
  const edges = plan.experiment.system.graph?.edges.map(edgeName) ?? [];
  if (!edges.includes(edge)) {
    return { key: "edge", message: `that run has no edge ${edge}`, suggestion: suggest(edge, edges), allowed: edges };
  }
  const which = `of ${edge}, in the ${phase} phase of that run,`;
  if (plan.edgesUnseen !== undefined)
    return { key: "like", message: `its edges weren't seen: ${plan.edgesUnseen.why}` };
  if (!isOver) return { key: "phase", message: `that run has no whole ${phase} phase: it ended before` };
  if (reading.opaque > 0)
    return { key: "edge", message: `${which} not all calls were seen: some were in TLS, or alike` };
  if (harness.unusable > UNUSABLE_MOST) {
    const why = "the harness itself may have made its calls slow";
    return { key: "like", message: `${which} ${why}: ${harnessLine(harness)[0]}; take a run that was on time` };
  }
  const hiding = hidingFault(plan, edge, phase);
  if (hiding !== undefined) return { key: "edge", message: `${which} not all calls were seen: ${hiding} hid some` };
  const calls = reading.latency.total;
  if (calls >= LEAST_CALLS) return undefined;
  const seen = calls === 0 ? "no calls were seen" : `only ${calls} calls were seen`;
  return { key: "edge", message: `${which} ${seen}; their p99 needs ${LEAST_CALLS}` };
}

function hidingFault({ faults }: Plan, edge: string, phase: Replay["phase"]): string | undefined {
  return phase === "baseline" ? undefined : faults.find(({ uncounted }) => uncounted?.includes(edge))?.id;
}
