import { z } from "zod";
import { containerLifeSchema } from "../../clients/engine/address-schema.ts";
import type { ContainerLife } from "../../clients/engine/container-life.ts";
import type { Edge } from "../../files/graph/graph.ts";
import { formatShare } from "../../judge/criteria/format.ts";
import type { PlannedFault } from "../../judge/plan/plan.ts";
import { UndoRecordKind } from "../../records/undo/record-kind.ts";
import type { Undoer } from "../../records/undo/undoer.ts";
import type { Clock } from "../../values/clock/clock.ts";
import { edgeName } from "../../values/edge-name.ts";
import { schemaOf } from "../../values/schema-of.ts";
import type { UndoRecord } from "../../values/undo-record.ts";
import type { Effect, PreparedFault } from "../fault.ts";
import { settleBeforeUndo } from "../settle-before-undo.ts";
import { isShownByCalls, type MadeOfToxics, type ToxicSpec, toxicsOf } from "./toxic-kind.ts";
import { type ListenAddress, ToxicProof } from "./toxic-proof.ts";
import { changeOf, type ToxicCounts, ToxiproxyApi } from "./toxiproxy-api.ts";
import { unlessOver } from "./unless-over.ts";

/** One proxy of the edge that a fault is on. */
export interface ProxyTarget {
  readonly edge: Edge;
  /** Base URL of the server's API. */
  readonly apiUrl: string;
  readonly proxy: string;
  /** Says where the proxy listens, as seen from here; for a server that doesn't count what its toxics do. */
  readonly reach: (() => Promise<ListenAddress | undefined>) | undefined;
  /** Of the container that the server runs in, if it does. */
  readonly life: ContainerLife | undefined;
  /** Id of the undo record of the system that the proxy is part of, if it goes with it. */
  readonly within: string | undefined;
}

/** A toxic's place: the API of a server, and a proxy there. */
export type ToxicPlace = Pick<ProxyTarget, "apiUrl" | "proxy">;

/** The parts of a fault's toxics that are the same on all proxies of the edge. */
export interface NamedFault {
  readonly fault: PlannedFault;
  readonly kind: MadeOfToxics;
  /** The name of its first toxic. Another one each time, so that no undo takes out what is of somebody else, or of another run. */
  readonly name: string;
}

/** Data of the undo record of toxics on a proxy. */
interface ToxicRecordData {
  readonly apiUrl: string;
  readonly proxy: string;
  readonly toxics: readonly string[];
  readonly life?: ContainerLife | undefined;
}

const toxicRecords = new UndoRecordKind<ToxicRecordData>(
  "toxic",
  schemaOf<ToxicRecordData>({
    apiUrl: z.url({ protocol: /^https?$/ }),
    proxy: z.string(),
    // As `toxicName` makes them: nobody else's are removed.
    toxics: z.array(z.string().startsWith("brownout-")),
    life: containerLifeSchema.optional(),
  }),
);

/**
 * A fault's toxics on one proxy.
 * @param counted places of which what the toxics did is added up to show the fault; none where another proxy shows it
 */
export function toxicFault(
  { fault, kind, name }: NamedFault,
  target: ProxyTarget,
  counted: readonly ToxicPlace[],
  clock: Clock,
): PreparedFault {
  const { apiUrl, proxy, edge } = target;
  const api = new ToxiproxyApi(apiUrl);
  const specs = toxicsOf(kind, fault.params, fault.id, fault.arms);
  const names = specs.map((_, index) => (index === 0 ? name : `${name}-${index + 1}`));
  const proof = proofOf({ fault, kind }, target, clock);
  let shown: Effect | undefined;
  return {
    undo: toxicRecord(fault, target, names),
    async inject(signal) {
      signal.throwIfAborted();
      if (proof !== undefined) await proof.before(signal);
      for (const [index, spec] of specs.entries()) {
        signal.throwIfAborted();
        await settleBeforeUndo(api.addToxic(proxy, names[index] as string, spec), signal, clock);
      }
    },
    async verify(signal) {
      const effects: Effect[] = [];
      for (const [index, spec] of specs.entries()) {
        const injected = { proxy, name: names[index] as string, spec, edge: edgeName(edge), kind, fault, counted };
        effects.push(await effectOf(injected, api, look, signal));
      }
      return effects.find(({ took }) => took !== "true") ?? (effects[0] as Effect);
    },
  };

  /** Shows it by calls of our own; once they did, that counts for as long as it is in. */
  async function look(): Promise<Effect> {
    if (shown?.took === "true") return shown;
    shown = (await proof?.look()) ?? {
      took: "unknown",
      evidence: `the toxic is on ${edgeName(edge)}, but this server doesn't count what it did`,
    };
    return shown;
  }
}

/** The proof by calls of our own; none where the proxy can't be reached, or calls can't show the fault. */
function proofOf(
  { fault: { params }, kind }: Pick<NamedFault, "fault" | "kind">,
  { apiUrl, proxy, reach }: ProxyTarget,
  clock: Clock,
): ToxicProof | undefined {
  if (reach === undefined || !isShownByCalls(kind)) return undefined;
  const upstream = async (signal: AbortSignal) => (await new ToxiproxyApi(apiUrl).readProxy(proxy, signal))?.upstream;
  return new ToxicProof({ kind, params, clock, reach, upstream });
}

interface InjectedToxic extends NamedFault {
  readonly proxy: string;
  /** As it was put in. */
  readonly spec: ToxicSpec;
  readonly edge: string;
  readonly counted: readonly ToxicPlace[];
}

/** @param look what calls of our own show, for a server that doesn't count */
async function effectOf(
  { proxy, name, spec, edge, kind, fault, counted }: InjectedToxic,
  api: ToxiproxyApi,
  look: () => Promise<Effect>,
  signal: AbortSignal,
): Promise<Effect> {
  const now = await api.readToxic(proxy, name, signal);
  if (now === undefined) return { took: "false", evidence: `${proxy} has no toxic ${name}` };
  const change = changeOf(spec, now);
  if (change !== undefined) return { took: "false", evidence: `somebody else changed ${name} on ${proxy}: ${change}` };
  if (counted.length === 0) return { took: "true", evidence: "" };
  const counts = await readCounts(counted, name, signal);
  if (counts === undefined) return look();
  const [untraced, isSparing] = fault.arms === undefined ? ["", true] : untracedInWords(counts);
  if (!isSparing) return { took: "unknown", evidence: `on ${edge} ${untraced}` };
  if (counts.acted === 0) return { took: "false", evidence: kind.missed?.(edge, fault.params) ?? missedBy(edge) };
  return {
    took: "true",
    evidence: `${kind.acted(counts.acted, fault.params)} on ${edge}${untraced && `; ${untraced}`}`,
  };
}

/** More of the requests without a trace of the run's, and what a treated arm shows is not the fault's effect on all of it. */
const UNTRACED_MOST = 0.05;

/** Words for the requests that were in neither arm, empty where there were none, and whether they are so few that it doesn't matter. */
function untracedInWords({ requests, without }: ToxicCounts): [words: string, areFew: boolean] {
  if (without === 0) return ["", true];
  const share = formatShare(without / requests);
  const words = `${share} of the requests came without the trace id of one of the load's (traceparent), so that it spared them in both arms: who calls must pass it on`;
  return [words, without <= UNTRACED_MOST * requests];
}

/** Adds up what a toxic did at several places; undefined where one of them doesn't count. */
async function readCounts(
  places: readonly ToxicPlace[],
  name: string,
  signal: AbortSignal,
): Promise<ToxicCounts | undefined> {
  const counts = await Promise.all(
    places.map(({ apiUrl, proxy }) => new ToxiproxyApi(apiUrl).readCounts(proxy, name, signal)),
  );
  return counts.reduce(
    (sum, here) =>
      sum &&
      here && {
        acted: sum.acted + here.acted,
        requests: sum.requests + here.requests,
        without: sum.without + here.without,
      },
    { acted: 0, requests: 0, without: 0 },
  );
}

function missedBy(edge: string): string {
  return `no call crossed ${edge} that it could act on: was there one, and at the proxy's address?`;
}

function toxicRecord(fault: PlannedFault, target: ProxyTarget, toxics: readonly string[]): UndoRecord {
  const { apiUrl, proxy, life } = target;
  const urls = toxics.map((toxic) => `${apiUrl}/proxies/${encodeURIComponent(proxy)}/toxics/${toxic}`);
  const data: ToxicRecordData = { apiUrl, proxy, toxics, life };
  return {
    id: `${fault.id} at ${proxy}`,
    kind: toxicUndoer.kind,
    what: `toxic ${fault.id} on ${edgeName(target.edge)}`,
    manual: `curl -X DELETE ${urls.join(" ")}`,
    within: target.within,
    data: toxicRecords.write(data),
  };
}

/**
 * Removes toxics. One whose proxy is gone is gone with it, and so is one whose server runs no more where that can be
 * told; any other server that doesn't answer may still have it.
 */
export const toxicUndoer: Undoer = unlessOver({
  kind: toxicRecords.kind,
  async undo(record, signal) {
    const { apiUrl, proxy, toxics } = toxicRecords.read(record);
    const api = new ToxiproxyApi(apiUrl);
    for (const toxic of toxics.toReversed()) await api.removeToxic(proxy, toxic, signal);
  },
  async isGone(record, signal) {
    const { apiUrl, proxy, toxics } = toxicRecords.read(record);
    const api = new ToxiproxyApi(apiUrl);
    for (const toxic of toxics) if ((await api.readToxic(proxy, toxic, signal)) !== undefined) return false;
    return true;
  },
});
