import type { JudgedClaim } from "../judge/history/claims.ts";
import type { PlayedIncident } from "./played-incident.ts";
import { claimedInWords } from "./played-incident.ts";

/** A played incident as a JSON document. */
export function renderIncidentJson({ incident, variants }: PlayedIncident): string {
  const { name, title, source } = incident;
  const document = {
    name,
    title,
    source,
    variants: variants.map(({ name, run, judged }) => ({
      name,
      verdict: judged.result.verdict,
      run,
      claims: judged.claims.map(claimJson),
    })),
  };
  return JSON.stringify(document, undefined, 2);
}

function claimJson({ claim, measured, ...judged }: JudgedClaim) {
  const { text, place } = claim;
  return {
    text,
    ...(place !== undefined && { place }),
    expected: claimedInWords(claim),
    measured: typeof measured === "number" ? Number(measured.toPrecision(6)) : (measured ?? null),
    ...judged,
  };
}
