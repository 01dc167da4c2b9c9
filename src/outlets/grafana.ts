import { z } from "zod";
import type { RunEvent } from "../judge/history/event.ts";
import type { RunState } from "../judge/history/run-state.ts";
import { headlineOf } from "../report/headline.ts";
import type { Clock } from "../values/clock/clock.ts";
import { Delivery } from "./delivery.ts";
import type { Outlet } from "./outlet.ts";
import { sendJson } from "./send-json.ts";
import { withoutMarkup } from "./without-markup.ts";

/** A Grafana, to which an account with the right to write annotations is known. */
export interface GrafanaAccount {
  /** Such as `https://grafana.test/` or one with a path, under which `api/annotations` is. */
  readonly url: string;
  readonly token: string;
}

/** An answer to an annotation that was added (https://grafana.com/docs/grafana/latest/developers/http_api/annotations/). */
const addedSchema = z.object({ id: z.int() });

/** Annotations in Grafana: one over the whole run, and one over the time that each fault was in. */
export function grafanaOutlet({ url, token }: GrafanaAccount, clock: Clock): Outlet {
  const delivery = new Delivery(clock);
  const base = new URL(url.endsWith("/") ? url : `${url}/`);
  const send = (method: "POST" | "PATCH", path: string, body: object, signal: AbortSignal) => {
    const headers = { authorization: `Bearer ${token}` };
    return sendJson({ method, url: new URL(path, base).href, headers, body }, signal);
  };
  const marks = new FaultMarks();
  let last: RunState | undefined;
  return {
    name: `annotations in Grafana at ${base.host}`,
    tell(event, state) {
      last = state;
      for (const mark of marks.changed(event, state)) {
        delivery.add(async (signal) => {
          if (mark.id !== undefined) {
            await send("PATCH", `api/annotations/${mark.id}`, { timeEnd: mark.toMs }, signal);
            return;
          }
          const body = {
            time: mark.fromMs,
            ...(mark.toMs !== undefined && { timeEnd: mark.toMs }),
            tags: tagsOf(state, "fault"),
            text: withoutMarkup(mark.what),
          };
          mark.id = addedSchema.parse(JSON.parse(await send("POST", "api/annotations", body, signal))).id;
        });
      }
    },
    async finish(result, signal) {
      const fromMs = Date.parse(result.startedAt);
      const body = {
        time: fromMs,
        timeEnd: Math.round(fromMs + result.durationMs),
        tags: ["brownout", result.experiment, result.verdict],
        text: withoutMarkup(last === undefined ? result.verdict : headlineOf(result, last.plan)),
      };
      delivery.add(async (cut) => void (await send("POST", "api/annotations", body, cut)));
      await delivery.finish(signal);
    },
    close: () => delivery.close(),
  };
}

/** The annotation of a fault. */
interface FaultMark {
  /** `checkout -> pricing: adds 2.8 s to each answer` */
  readonly what: string;
  /** In ms since the Unix epoch; so is `toMs`. */
  readonly fromMs: number;
  /** None while it is in. */
  toMs?: number;
  /** Grafana's, as soon as it is known. */
  id?: number;
}

/** Follows which faults are in. */
class FaultMarks {
  readonly #open = new Map<string, FaultMark>();

  /** The marks of faults that went in, or are out, by this event. */
  changed(event: RunEvent, state: RunState): readonly FaultMark[] {
    if (event.type === "tick") return [];
    const nowMs = Math.round(Date.parse(state.started.wall) + event.atMs);
    return state.faults.live().flatMap(({ id, what, state: where }) => {
      const open = this.#open.get(id);
      if (where === "in" && open === undefined) {
        const mark: FaultMark = { what, fromMs: nowMs };
        this.#open.set(id, mark);
        return [mark];
      }
      if (where !== "out" || open === undefined || open.toMs !== undefined) return [];
      open.toMs = nowMs;
      return [open];
    });
  }
}

function tagsOf({ plan }: RunState, kind: string): readonly string[] {
  return ["brownout", plan.experiment.name, kind];
}
