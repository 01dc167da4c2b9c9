import { connect } from "node:net";
import { networkInterfaces } from "node:os";
import { z } from "zod";
import { containerLifeSchema } from "../../clients/engine/address-schema.ts";
import type { ContainerLife } from "../../clients/engine/container-life.ts";
import type { PlannedFault } from "../../judge/plan/plan.ts";
import { UndoRecordKind } from "../../records/undo/record-kind.ts";
import type { Undoer } from "../../records/undo/undoer.ts";
import type { Clock } from "../../values/clock/clock.ts";
import { untilAborted } from "../../values/clock/deadline.ts";
import { edgeName } from "../../values/edge-name.ts";
import { schemaOf } from "../../values/schema-of.ts";
import type { UndoRecord } from "../../values/undo-record.ts";
import type { Effect, PreparedFault } from "../fault.ts";
import { settleBeforeUndo } from "../settle-before-undo.ts";
import type { ProxyTarget } from "./toxic-fault.ts";
import type { ListenAddress } from "./toxic-proof.ts";
import { ToxiproxyApi } from "./toxiproxy-api.ts";
import { unlessOver } from "./unless-over.ts";

/** Data of the undo record of a disabled proxy. */
interface ProxyDownData {
  readonly apiUrl: string;
  readonly proxy: string;
  readonly life?: ContainerLife | undefined;
}

const downRecords = new UndoRecordKind<ProxyDownData>(
  "proxy-down",
  schemaOf<ProxyDownData>({
    apiUrl: z.url({ protocol: /^https?$/ }),
    proxy: z.string(),
    life: containerLifeSchema.optional(),
  }),
);

/** The fault `down` on one proxy. */
export function downFault(fault: PlannedFault, target: ProxyTarget, clock: Clock): PreparedFault {
  const { apiUrl, proxy } = target;
  const api = new ToxiproxyApi(apiUrl);
  return {
    undo: proxyDownRecord(fault, target),
    async inject(signal) {
      signal.throwIfAborted();
      await settleBeforeUndo(api.setEnabled(proxy, false), signal, clock);
    },
    async verify(signal) {
      const state = await api.readProxy(proxy, signal);
      if (state === undefined) return { took: "unknown", evidence: `the server has no proxy ${proxy}` };
      if (state.enabled) return { took: "false", evidence: `the proxy ${proxy} is enabled` };
      return refusalOf((await target.reach?.()) ?? hereAt(state.listen), state.listen, signal);
    },
  };
}

/**
 * An address of this machine, be it that of a bridge; undefined for any other, where a refusal would say nothing of
 * what the callers see.
 */
function hereAt(listen: string): ListenAddress | undefined {
  const [, host = "", port] = /^\[?(.*?)\]?:(\d+)$/.exec(listen) ?? [];
  const own = Object.values(networkInterfaces()).flatMap((addresses) => addresses?.map(({ address }) => address) ?? []);
  return /^(127\.|localhost$)/.test(host) || own.includes(host) ? { host, port: Number(port) } : undefined;
}

/** Tells whether a caller is refused, as seen from this machine. */
async function refusalOf(reached: ListenAddress | undefined, listen: string, signal: AbortSignal): Promise<Effect> {
  if (reached === undefined) {
    return { took: "unknown", evidence: `the proxy is disabled; ${listen} can't be reached from here to see it` };
  }
  const answer = await connectionTo(reached.host, reached.port, signal);
  if (answer === "ECONNREFUSED") return { took: "true", evidence: `a connection to ${listen} is refused` };
  if (answer === "connected") return { took: "false", evidence: `${listen} still takes connections` };
  return { took: "unknown", evidence: `a connection to ${listen} ended with ${answer}` };
}

/** `connected`, or the system's code for why not. */
async function connectionTo(host: string, port: number, signal: AbortSignal): Promise<string> {
  const socket = connect({ host, port });
  const answer = new Promise<string>((resolve) => {
    socket.once("connect", () => resolve("connected"));
    socket.once("error", (error: NodeJS.ErrnoException) => resolve(error.code ?? error.message));
  });
  try {
    return await untilAborted(answer, signal);
  } finally {
    socket.destroy();
  }
}

function proxyDownRecord(fault: PlannedFault, target: ProxyTarget): UndoRecord {
  const { apiUrl, proxy, life } = target;
  const data: ProxyDownData = { apiUrl, proxy, life };
  return {
    id: `${fault.id} at ${proxy}`,
    kind: proxyDownUndoer.kind,
    what: `${edgeName(target.edge)} taken down by ${fault.id}`,
    manual: `curl -X POST -d '{"enabled":true}' ${apiUrl}/proxies/${encodeURIComponent(proxy)}`,
    within: target.within,
    data: downRecords.write(data),
  };
}

/** Enables proxies again. A proxy that is gone needs nothing; a server that doesn't answer may still have it, unless it is known to run no more. */
export const proxyDownUndoer: Undoer = unlessOver({
  kind: downRecords.kind,
  async undo(record, signal) {
    const { apiUrl, proxy } = downRecords.read(record);
    const api = new ToxiproxyApi(apiUrl);
    const state = await api.readProxy(proxy, signal);
    if (state !== undefined && !state.enabled) await untilAborted(api.setEnabled(proxy, true), signal);
  },
  async isGone(record, signal) {
    const { apiUrl, proxy } = downRecords.read(record);
    const state = await new ToxiproxyApi(apiUrl).readProxy(proxy, signal);
    return state === undefined || state.enabled;
  },
});
