/** ASN.1 in DER (X.690), as far as a certificate needs it. */

/** One value: its tag, its length, and its content, which may be values. */
function der(tag: number, ...content: readonly Buffer[]): Buffer {
  const bytes = Buffer.concat(content);
  return Buffer.concat([Buffer.from([tag]), lengthOf(bytes.length), bytes]);
}

export const sequence = (...content: readonly Buffer[]) => der(0x30, ...content);
export const set = (...content: readonly Buffer[]) => der(0x31, ...content);
export const octets = (content: Buffer) => der(0x04, content);
export const text = (content: string) => der(0x0c, Buffer.from(content));
export const yes = der(0x01, Buffer.from([0xff]));

/** A tag of its context: `content` is values (explicit), or bytes in place of a value (implicit). */
export const explicit = (tag: number, ...content: readonly Buffer[]) => der(0xa0 + tag, ...content);
export const implicit = (tag: number, content: Buffer) => der(0x80 + tag, content);

/** A whole number above 0, of any size. */
export function integer(bytes: Buffer): Buffer {
  const sign = (bytes[0] ?? 0) > 127 ? [Buffer.from([0])] : [];
  return der(0x02, ...sign, bytes);
}

/** @param unused bits at the end that aren't part of it */
export function bits(content: Buffer, unused = 0): Buffer {
  return der(0x03, Buffer.from([unused]), content);
}

/** An object identifier: `2.5.29.17`. */
export function oid(dotted: string): Buffer {
  const [first = 0, second = 0, ...rest] = dotted.split(".").map(Number);
  return der(0x06, Buffer.from([first * 40 + second, ...rest.flatMap(inSevens)]));
}

/** A second between 1950 and 2049. */
export function time(wallMs: number): Buffer {
  const digits = new Date(wallMs).toISOString().replaceAll(/[-:T]|\.\d+/g, "");
  return der(0x17, Buffer.from(digits.slice(2)));
}

function lengthOf(bytes: number): Buffer {
  if (bytes < 128) return Buffer.from([bytes]);
  return bytes < 256 ? Buffer.from([0x81, bytes]) : Buffer.from([0x82, bytes >> 8, bytes & 0xff]);
}

/** Seven bits a byte, of which all but the last have the eighth. */
function inSevens(value: number): number[] {
  const bytes = [value & 0x7f];
  for (let rest = value >>> 7; rest > 0; rest >>>= 7) bytes.unshift(0x80 | (rest & 0x7f));
  return bytes;
}
