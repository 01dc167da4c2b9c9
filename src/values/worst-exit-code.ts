import { exitCodes } from "./exit-codes.ts";

/** From the one that weighs most; docs/ci.md says why. */
const WORST_FIRST: readonly number[] = [
  exitCodes.undoIncomplete,
  exitCodes.SIGINT,
  exitCodes.SIGTERM,
  exitCodes.internal,
  exitCodes.undelivered,
  exitCodes.aborted,
  exitCodes.fail,
  exitCodes.usage,
  exitCodes.inconclusive,
  exitCodes.pass,
];

/** The exit code of several that weighs most; of none it is inconclusive, since nothing was proved. */
export function worstExitCode(codes: readonly number[]): number {
  const stranger = codes.find((code) => !WORST_FIRST.includes(code));
  if (stranger !== undefined) throw new Error(`no run ends with ${stranger}`);
  return WORST_FIRST.find((code) => codes.includes(code)) ?? exitCodes.inconclusive;
}
