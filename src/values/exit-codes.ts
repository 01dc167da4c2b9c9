/** What brownout's processes end with; docs/exit-codes.md is for users. A run's own is picked by `decide` alone. */
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
  /** What was to be printed could not be; EX_IOERR. */
  undelivered: 74,
  SIGINT: 130,
  SIGTERM: 143,
} as const;
