/**
 * Ways in which a server answers:
 *
 * - `greeting`: it speaks first, once
 * - `login`: as often as it likes, until OK
 * - `ok`: by one message
 * - `result`: by OK, or columns and rows, as often as it says that there is more
 * - `rows`: by messages up to an end
 * - `prepared`: by OK, and descriptions of parameters and columns
 * - `stream`: without an end
 * - `none`: not at all
 */
export type AnswerForm = "greeting" | "login" | "ok" | "result" | "rows" | "prepared" | "stream" | "none";

export const QUERY = 0x03;
export const PREPARE = 0x16;
export const EXECUTE = 0x17;
export const LONG_DATA = 0x18;
export const CLOSE = 0x19;
export const RESET = 0x1a;
export const FETCH = 0x1c;
/** Of MariaDB: with many sets of parameters. */
export const BULK_EXECUTE = 0xfa;

/** Commands that are calls; all others are steps on the way to some. */
export const CALLS: readonly number[] = [QUERY, EXECUTE, FETCH, BULK_EXECUTE];

/** The server's ways to answer, by the first byte of a command. */
export const ANSWERS: Readonly<Record<number, AnswerForm>> = {
  // Sleep, quit, init db.
  0: "ok",
  1: "none",
  2: "ok",
  [QUERY]: "result",
  // Field list, create and drop db, refresh, shutdown, statistics, process info, connect, process kill, debug, ping, …
  4: "rows",
  5: "ok",
  6: "ok",
  7: "ok",
  8: "ok",
  9: "ok",
  10: "result",
  11: "ok",
  12: "ok",
  13: "ok",
  14: "ok",
  15: "ok",
  16: "ok",
  // Change user, binlog dump, table dump, connect out, register replica.
  17: "login",
  18: "stream",
  19: "stream",
  20: "ok",
  21: "ok",
  [PREPARE]: "prepared",
  [EXECUTE]: "result",
  [LONG_DATA]: "none",
  [CLOSE]: "none",
  [RESET]: "ok",
  // Set option.
  27: "ok",
  [FETCH]: "rows",
  // Daemon, binlog dump by GTID, reset connection, clone, group replication.
  29: "ok",
  30: "stream",
  31: "ok",
  32: "stream",
  33: "stream",
  [BULK_EXECUTE]: "result",
};
