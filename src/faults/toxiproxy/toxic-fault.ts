import { z } from "zod";
import { containerLifeSchema } from "../../clients/engine/address-schema.ts";
import type { ContainerLife } from "../../clients/engine/container-life.ts";
import type { Edge } from "../../files/graph/graph.ts";
import type { PlannedFault } from "../../judge/plan/plan.ts";
import { UndoRecordKind } from "../../records/undo/record-kind.ts";
import type { Undoer } from "../../records/undo/undoer.ts";
import type { Clock } from "../../values/clock/clock.ts";
import { edgeName } from "../../values/edge-name.ts";
import { schemaOf } from "../../values/schema-of.ts";
import type { UndoRecord } from "../../values/undo-record.ts";
import type { Effect, PreparedFault } from "../fault.ts";
import { settleBeforeUndo } from "../settle-before-undo.ts";
import type { ToxicKind, ToxicSpec } from "./toxic-kind.ts";
import { type ListenAddress, ToxicProof } from "./toxic-proof.ts";
import { changeOf, ToxiproxyApi } from "./toxiproxy-api.ts";
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

/** A fault's toxics on one proxy. */
export function toxicFault(fault: PlannedFault, kind: ToxicKind, target: ProxyTarget, clock: Clock): PreparedFault {
  const { apiUrl, proxy, edge } = target;
  const api = new ToxiproxyApi(apiUrl);
  const specs = kind.toxics(fault.params);
  const names = specs.map((_, index) => toxicName(fault, index, clock));
  const { reach } = target;
  const upstream = async (signal: AbortSignal) => (await api.readProxy(proxy, signal))?.upstream;
  const proof = reach && new ToxicProof({ kind, params: fault.params, clock, reach, upstream });
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
        const injected = { proxy, name: names[index] as string, spec, edge: edgeName(edge), kind };
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

/** Another one each time, so that no undo takes out what is of somebody else, or of another run. */
function toxicName({ id }: PlannedFault, index: number, clock: Clock): string {
  return `brownout-${id}${index === 0 ? "" : `-${index + 1}`}-${Math.floor(clock.wallMs()).toString(36)}`;
}

interface InjectedToxic {
  readonly proxy: string;
  readonly name: string;
  /** As it was put in. */
  readonly spec: ToxicSpec;
  readonly edge: string;
  readonly kind: ToxicKind;
}

/** @param look what calls of our own show, for a server that doesn't count */
async function effectOf(
  { proxy, name, spec, edge, kind }: InjectedToxic,
  api: ToxiproxyApi,
  look: () => Promise<Effect>,
  signal: AbortSignal,
): Promise<Effect> {
  const now = await api.readToxic(proxy, name, signal);
  if (now === undefined) return { took: "false", evidence: `${proxy} has no toxic ${name}` };
  const change = changeOf(spec, now);
  if (change !== undefined) return { took: "false", evidence: `somebody else changed ${name} on ${proxy}: ${change}` };
  const times = await api.timesActed(proxy, name, signal);
  if (times === undefined) return look();
  if (times === 0)
    return {
      took: "false",
      evidence: `no call crossed ${edge} that it could act on: was there one, and at the proxy's address?`,
    };
  return { took: "true", evidence: `${kind.acted(times)} on ${edge}` };
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
