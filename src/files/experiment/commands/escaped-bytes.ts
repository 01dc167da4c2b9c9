const ESCAPE = /(\\(?:[rnt\\]|x[0-9a-fA-F]{2}))/;
const CODES: Readonly<Record<string, number>> = { "\\r": 13, "\\n": 10, "\\t": 9, "\\\\": 92 };

/** The bytes that a text with escapes stands for: `\r`, `\n`, `\t`, `\\` and `\x00` are a byte each, all else is UTF-8. */
export function escapedBytes(text: string): Buffer {
  // With a group in the pattern, every other part is an escape.
  return Buffer.concat(text.split(ESCAPE).map((part, index) => (index % 2 === 1 ? byteOf(part) : Buffer.from(part))));
}

/** Tells whether every backslash in a text begins an escape. */
export function hasRightEscapes(text: string): boolean {
  return text.split(ESCAPE).every((part, index) => index % 2 === 1 || !part.includes("\\"));
}

function byteOf(written: string): Buffer {
  return Buffer.of(CODES[written] ?? Number.parseInt(written.slice(2), 16));
}
