/** States of errors by which a server says that it could not do what it was asked, however right that was. */
const FAILED_STATES = /^(08|40|53|57|58|70|XX)...$|^(HY001|XA1..)$/;
/** Errors of such states that are the caller's own: a handshake that makes no sense, a packet that is too long. */
const OWN = new Set([1043, 1153]);
/**
 * Errors whose state doesn't tell: of disks, files and memory (1020 to 1041, 1114, 1194, 1195), limits of the server's or an account's
 * (1040, 1129, 1135, 1203, 1226, 1461, 1637), a commit, a lock or a table that others change (1180, 1181, 1197, 1205, 1206, 1412, 3058, 3572),
 * engines and clusters (1296, 1297, 3100, 3101, 3168), a role (1836), limits of time (3024, 3169, 4031), of proxies and TiDB that
 * don't reach a server (2002 to 2013, 9001 to 9007).
 */
const FAILED = new Set([
  ...[1020, 1021, 1023, 1024, 1026, 1030, 1034, 1035, 1037, 1038, 1041, 1114, 1194, 1195],
  ...[1040, 1129, 1135, 1203, 1226, 1461, 1637, 1180, 1181, 1197, 1205, 1206, 1412, 3058, 3572],
  ...[1296, 1297, 3100, 3101, 3168, 1836, 3024, 3169, 4031, 2002, 2003, 2006, 2013],
  ...[9001, 9002, 9003, 9004, 9005, 9007],
]);
const UNKNOWN_COMMAND = 1047;
const OPTION_PREVENTS = 1290;

/** As much of an error as tells whether it is a failure. */
export const ERROR_BYTES = 200;
const TEXT_AT = 3;

/** An error of a server, by the beginning of its message. */
export class ServerError {
  readonly #number: number;
  readonly #text: string;

  constructor(message: Buffer) {
    this.#number = message.length < TEXT_AT ? 0 : message.readUInt16LE(1);
    this.#text = message.toString("latin1", TEXT_AT);
  }

  /** True when it is none: MariaDB tells so how far it is. */
  get isProgress(): boolean {
    return this.#number === 0xff_ff;
  }

  /** The reason for which it is a failure of the server's, `mysql 1213`; undefined for errors of the caller's own. */
  get failure(): string | undefined {
    return this.#isFailure() ? `mysql ${this.#number}` : undefined;
  }

  #isFailure(): boolean {
    // A node of Galera that isn't part of its cluster says that it knows no commands.
    if (this.#number === UNKNOWN_COMMAND) return this.#text.includes("WSREP");
    if (this.#number === OPTION_PREVENTS) return this.#text.includes("read-only");
    const state = this.#text.startsWith("#") ? this.#text.slice(1, 6) : "";
    return FAILED.has(this.#number) || (FAILED_STATES.test(state) && !OWN.has(this.#number));
  }
}
