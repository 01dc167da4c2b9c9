import type { RunResult } from "../history/result.ts";

/**
 * A run's result as one JSON document: what `run --json` and `report --json` print. Every field is described
 * in docs/result-json.md. `folder` is where the run is kept.
 */
export function renderJson(result: RunResult, folder: string): string {
  const { run, verdict, exitCode, reasons, origin, ...rest } = result;
  return JSON.stringify(
    {
      verdict,
      exitCode,
      reasons,
      origin: origin?.edge ?? null,
      originEvidence: origin?.evidence ?? [],
      run: folder,
      runId: run,
      ...rest,
    },
    null,
    2,
  );
}
