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
