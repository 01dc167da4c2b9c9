/** Capabilities of a server and its caller, a bit each; those used here. */
const MYSQL = 1;
const COMPRESS = 2 ** 5;
const PROTOCOL_41 = 2 ** 9;
const TLS = 2 ** 11;
const DEPRECATE_EOF = 2 ** 24;
const OPTIONAL_METADATA = 2 ** 25;
const ZSTD = 2 ** 26;
const QUERY_ATTRIBUTES = 2 ** 27;
/** Of MariaDB, in a number of its own. */
const CACHE_METADATA = 2 ** 4;

const PROTOCOL_VERSION = 10;
/** Behind the version of the server, which a zero ends. */
const LOW_BITS_AT = 14;
const HIGH_BITS_AT = 19;
const MARIADB_BITS_AT = 28;
/** In a caller's answer to it. */
const CALLERS_MARIADB_BITS_AT = 28;

/** Bytes of a greeting, and of the answer to it, that are enough to read them. */
export const GREETING_BYTES = 300;
export const RESPONSE_BYTES = 32;

interface Capabilities {
  readonly common: number;
  readonly ofMariaDb: number;
}

/** The first words of a server and its caller, by which they agree on how they go on. */
export class Handshake {
  #server: Capabilities | undefined;
  #caller: Capabilities | undefined;

  /** The server's greeting came. @returns whether it is one, of protocol version 10 */
  readGreeting(greeting: Buffer): boolean {
    const end = greeting.indexOf(0, 1);
    if (greeting[0] !== PROTOCOL_VERSION || end === -1 || greeting.length < end + HIGH_BITS_AT + 2) return false;
    const common = greeting.readUInt16LE(end + LOW_BITS_AT) + greeting.readUInt16LE(end + HIGH_BITS_AT) * 2 ** 16;
    this.#server = { common, ofMariaDb: mariaDbBits(common, greeting, end + MARIADB_BITS_AT) };
    return true;
  }

  /** The caller's first message came. @returns whether it is one, of protocol 4.1 */
  readResponse(response: Buffer): boolean {
    if (this.#server === undefined || response.length < RESPONSE_BYTES) return false;
    const common = response.readUInt32LE(0);
    this.#caller = { common, ofMariaDb: mariaDbBits(common, response, CALLERS_MARIADB_BITS_AT) };
    return this.#has(PROTOCOL_41);
  }

  /** True when what follows the caller's first message is encrypted. */
  get isEncrypted(): boolean {
    return this.#has(TLS);
  }

  /** True when the answers to commands can't be read: they are compressed, or leave out what tells where they end. */
  get isUnreadable(): boolean {
    return this.#has(COMPRESS) || this.#has(ZSTD) || this.#has(OPTIONAL_METADATA);
  }

  /** True when no message of its own ends the columns of a result, and that behind the rows is an OK. */
  get endsByOk(): boolean {
    return this.#has(DEPRECATE_EOF);
  }

  /** True when a query has attributes before its text, if only their number. */
  get hasAttributes(): boolean {
    return this.#has(QUERY_ATTRIBUTES);
  }

  /** True when a result says whether it describes its columns. */
  get saysIfColumnsFollow(): boolean {
    return ((this.#server?.ofMariaDb ?? 0) & (this.#caller?.ofMariaDb ?? 0) & CACHE_METADATA) !== 0;
  }

  #has(bit: number): boolean {
    return ((this.#server?.common ?? 0) & (this.#caller?.common ?? 0) & bit) !== 0;
  }
}

/** Those of MariaDB stand where MySQL has zeros. */
function mariaDbBits(common: number, message: Buffer, at: number): number {
  return (common & MYSQL) === 0 && message.length >= at + 4 ? message.readUInt32LE(at) : 0;
}
