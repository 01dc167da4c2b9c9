import { endingOf } from "../judge/history/fault-board.ts";
import type { FaultOutcome, Recovery, RunResult } from "../judge/history/result.ts";
import { recoveryTime } from "./terminal/figures.ts";

/** The fate of steady state, in words that begin small and end without a full stop, and how good it is. */
export interface RecoveryInWords {
  readonly text: string;
  /** `warn` where it is unknown, `faint` where nobody looked. */
  readonly style: "good" | "bad" | "warn" | "faint";
}

/** Tells what the recovery phase showed; what feeds a metastable system is `recovery.metastable`, to be told behind it. */
export function recoveryInWords({ recovery, remedies, faults }: RunResult): RecoveryInWords {
  if (recovery === null) return { text: "not measured", style: "faint" };
  if (recovery.metastable !== undefined) {
    return { text: "metastable: every fault is out and the system stays down; what feeds it:", style: "bad" };
  }
  if (recovery.recovered !== "true") return notBack(recovery);
  const back = `steady state held again ${recoveryTime(recovery.afterMs)}, ${countedFrom(faults)}`;
  // Whose doing it is, what is said of each remedy says.
  return { text: remedies ? `${back}, with what the remedies did` : back, style: "good" };
}

/** Tells what came after a remedy, before the next. */
export function afterRemedyInWords(after: Recovery | null): RecoveryInWords {
  if (after === null) return { text: "what came after it was not measured", style: "faint" };
  if (after.recovered !== "true") return notBack(after);
  return { text: `steady state was back ${recoveryTime(after.afterMs)}`, style: "good" };
}

function notBack({ recovered, why }: Recovery): RecoveryInWords {
  if (recovered === "false") return { text: "steady state did not come back", style: "bad" };
  return { text: `unknown: ${why ?? "it could not be judged"}`, style: "warn" };
}

/** The fault whose end was the last to begin is the one that is recovered from. */
function countedFrom(faults: readonly FaultOutcome[]): string {
  const last = faults.reduce<FaultOutcome | undefined>(
    (latest, fault) => ((endingOf(fault) ?? 0) >= ((latest && endingOf(latest)) ?? 0) ? fault : latest),
    undefined,
  );
  return last?.healsFrom === undefined
    ? "counted from the undo's beginning"
    : `counted from when ${last.id} went in: the platform heals it by itself`;
}
