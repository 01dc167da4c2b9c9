import { fieldsOf } from "../yaml/fields.ts";
import { checkService, type ResolveContext } from "./resolve-names.ts";
import type { SampledSignal } from "./sampled-signal.ts";
import { sentText } from "./sent-text.ts";
import { signalSchema } from "./signal-schema.ts";

/** Makes the sampled signals of `signals`. Those the schema refuses are left out. */
export function resolveSignals(written: unknown, context: ResolveContext): SampledSignal[] {
  return Object.entries(fieldsOf(written)).flatMap(([name, part]): SampledSignal[] => {
    const signal = signalSchema.safeParse(part).data;
    if (signal === undefined) return [];
    const { prometheus: url, query, alert, kubernetes: count, metric, of: service } = signal;
    const sampling = { name, everyMs: signal.every, staleAfterMs: signal["stale-after"] };
    if (count !== undefined && service !== undefined) return [{ ...sampling, count, service }];
    if (metric !== undefined && service !== undefined) {
      checkService(context, ["signals", name, "of"], service);
      return [{ ...sampling, metric, service }];
    }
    if (url === undefined) return [];
    const sent = (text: string, key: string) => sentText(text, ["signals", name, key], context.document);
    if (alert !== undefined) return [{ ...sampling, url: sent(url, "prometheus"), alert }];
    if (query === undefined) return [];
    return [{ ...sampling, url: sent(url, "prometheus"), query: sent(query, "query") }];
  });
}
