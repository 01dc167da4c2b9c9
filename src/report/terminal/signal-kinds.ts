import type { ByPhase } from "../../judge/history/result.ts";

type Signals = Readonly<Record<string, ByPhase>>;

/** A result's signals, by what they are; an edge's name has the arrow between caller and callee. */
export function splitSignals(signals: Signals): { readonly loads: Signals; readonly edges: Signals } {
  const entries = Object.entries(signals);
  return {
    loads: Object.fromEntries(entries.filter(([name]) => !name.includes(" -> "))),
    edges: Object.fromEntries(entries.filter(([name]) => name.includes(" -> "))),
  };
}
