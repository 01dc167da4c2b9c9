/** Messages of databases' protocols, as texts of latin1. */

/** A command to Redis as clients send it: an array of bulk strings. */
export function command(...words: readonly string[]): string {
  return `*${words.length}\r\n${words.map(bulk).join("")}`;
}

export function bulk(text: string): string {
  return `$${text.length}\r\n${text}\r\n`;
}

export function int32(value: number): string {
  const bytes = Buffer.alloc(4);
  bytes.writeInt32BE(value);
  return bytes.toString("latin1");
}

/** A message of PostgreSQL of this type, with a body. */
export function message(type: string, body = ""): string {
  return type + int32(body.length + 4) + body;
}

const STARTUP_BODY = `${int32(196_608)}user\0me\0\0`;
export const STARTUP = int32(STARTUP_BODY.length + 4) + STARTUP_BODY;
export const SSL = int32(8) + int32(80_877_103);

/** A number as MySQL has it, the lowest byte first. */
export function little(value: number, bytes: number): string {
  const buffer = Buffer.alloc(8);
  buffer.writeUIntLE(value % 2 ** 48, 0, 6);
  return buffer.toString("latin1", 0, bytes);
}

/** A packet of MySQL with its number. */
export function packet(sequence: number, body: string): string {
  return little(body.length, 3) + little(sequence % 256, 1) + body;
}

/** Packets of these bodies, numbered from a number on. */
export function packets(from: number, ...bodies: readonly string[]): string {
  return bodies.map((body, index) => packet(from + index, body)).join("");
}

/** Bits of what MySQL's servers and callers can do. */
export const CAN = {
  mysql: 1,
  compress: 2 ** 5,
  protocol41: 2 ** 9,
  tls: 2 ** 11,
  deprecateEof: 2 ** 24,
  optionalMetadata: 2 ** 25,
  zstd: 2 ** 26,
  attributes: 2 ** 27,
} as const;

/** A greeting of a server that can do all of these; `ofMariaDb`: bits of MariaDB's own. */
export function greeting(can: number, ofMariaDb = 0): string {
  const low = little(can % 2 ** 16, 2);
  const high = little(Math.floor(can / 2 ** 16), 2);
  const begin = `\x0a8.4.0\0${little(7, 4)}saltsalt\0${low}\x2d\x02\0${high}\x15${"\0".repeat(6)}${little(ofMariaDb, 4)}`;
  return packet(0, `${begin}moresaltmore\0mysql_native_password\0`);
}

/** A caller's answer to it. */
export function response(can: number, ofMariaDb = 0): string {
  return packet(1, `${little(can, 4)}\0\0\0\x01\x2d${"\0".repeat(19)}${little(ofMariaDb, 4)}me\0\0`);
}

/** An OK with a status; `first` is 0xfe where it ends rows. */
export function okBody(status = 2, first = "\0"): string {
  return `${first}\0\0${little(status, 2)}\0\0`;
}

export function eofBody(status = 2): string {
  return `\xfe\0\0${little(status, 2)}`;
}

export function errorBody(errno: number, sqlstate: string, text: string): string {
  return `\xff${little(errno, 2)}#${sqlstate}${text}`;
}
