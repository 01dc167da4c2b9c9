import { otherArmSignal } from "../../files/experiment/arm-signals.ts";
import { type Criterion, signalName } from "../../files/experiment/criterion.ts";
import { ruleOf } from "../criteria/metrics/list.ts";
import { stands } from "../criteria/stands.ts";
import type { SignalReading } from "../measure/window.ts";
import type { Judgement } from "./event.ts";
import type { SuspicionBoard } from "./suspicion-board.ts";

/** A judgement by the measurements alone, whoever is to blame for them. */
export interface Measured {
  readonly judgement: Judgement;
  /** None for signals that aren't requests. */
  readonly reading: SignalReading | undefined;
  /** The other arm, where two are compared. */
  readonly other?: SignalReading;
}

/** Makes a judgement over a window, or a phase, unknown that wouldn't be the same whatever the harness did. */
export function doubted(
  criterion: Criterion,
  { judgement, reading, other }: Measured,
  suspicions: SuspicionBoard,
  windowMs: number | undefined,
): Judgement {
  const suspicion = suspicions.over(signalName(criterion.signal), windowMs);
  if (suspicion === undefined || reading === undefined) return judgement;
  const lagMs = ruleOf(criterion.metric).lagMs?.(suspicion.lag, criterion);
  const withLag = lagMs === undefined ? judgement : { ...judgement, scheduleLagMs: lagMs };
  const ofOther = suspicions.over(otherArmSignal(signalName(criterion.signal)) ?? "", windowMs);
  const both = other && ofOther && { reading: other, suspicion: ofOther };
  if (stands(criterion, judgement, reading, suspicion, both)) return withLag;
  const { parts, words } = suspicions.inWords(windowMs);
  return { ...withLag, holds: "unknown", why: couldExplain(words), explainedBy: parts };
}

export function couldExplain(words: string): string {
  return `${words}, which could explain it`;
}
