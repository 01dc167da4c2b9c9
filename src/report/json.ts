import type { RunResult } from "../judge/history/result.ts";
import { sixDigits } from "./six-digits.ts";

/** Version of the document: it rises when a field goes away or comes to mean something else, and not when one is added. */
export const RESULT_FORMAT = 1 as const;

/**
 * A run's result as one document: what `run --json` prints, and the library gives. Every field is described in
 * docs/result-json.md, and typed in result-schema.ts. `folder` is where the run is kept. Measured numbers have six digits, counts all.
 */
export function resultDocument(result: RunResult, folder: string) {
  const { run, verdict, exitCode, reasons, origin, ...rest } = result;
  return withoutNoise({
    formatVersion: RESULT_FORMAT,
    verdict,
    exitCode,
    reasons,
    origin: origin?.kind === "edge" ? origin.edge : null,
    originKind: origin?.kind ?? null,
    originService: origin?.kind === "service" ? origin.service : null,
    originEvidence: origin?.evidence ?? [],
    run: folder,
    runId: run,
    ...rest,
  });
}

/** The document as JSON. */
export function renderJson(result: RunResult, folder: string): string {
  return JSON.stringify(resultDocument(result, folder), undefined, 2);
}

/** The same as plain data. */
function withoutNoise<Data>(data: Data): Data {
  return JSON.parse(JSON.stringify(data, sixDigits));
}
