import type { RunResult } from "../judge/history/result.ts";

/**
 * A run's result as one JSON document: what `run --json` and `report --json` print. Every field is described
 * in docs/result-json.md. `folder` is where the run is kept. Measured numbers have six digits, counts all.
 */
export function renderJson(result: RunResult, folder: string): string {
  const { run, verdict, exitCode, reasons, origin, ...rest } = result;
  return JSON.stringify(
    {
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
    },
    (_key, value) => (typeof value === "number" ? withoutNoise(value) : value),
    2,
  );
}

/** Digits beyond the sixth are those of the clock and of binary fractions, and only hinder reading. */
function withoutNoise(value: number): number {
  return Number.isInteger(value) ? value : Number(value.toPrecision(6));
}
