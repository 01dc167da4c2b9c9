/** Exit codes of brownout's processes; docs/exit-codes.md is for users. A run's own is picked by `decide` alone. */
export const exitCodes = {
  pass: 0,
  fail: 1,
  aborted: 2,
  inconclusive: 3,
  undoIncomplete: 4,
  /** The experiment or the command line is wrong; EX_USAGE of sysexits.h. */
  usage: 64,
  /** Brownout itself failed; EX_SOFTWARE. */
  internal: 70,
  /** Output could not be delivered; EX_IOERR. */
  undelivered: 74,
  SIGINT: 130,
  SIGTERM: 143,
} as const;

/** A game day was left, to be taken up again; EX_TEMPFAIL. No run ends with it. */
export const LEFT_EXIT_CODE = 75;
