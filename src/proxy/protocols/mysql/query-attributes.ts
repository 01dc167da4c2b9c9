/** Types of values with a length of their own; all others are texts, which begin with their length. */
const VALUE_BYTES: Readonly<Record<number, number>> = { 1: 1, 2: 2, 3: 4, 4: 4, 5: 8, 6: 0, 8: 8, 9: 4, 13: 2 };
/** Times and dates, whose first byte is their length. */
const TIMES = new Set([7, 10, 11, 12]);
/** More than anybody sends; the number's first byte is the number. */
const ATTRIBUTES_LIMIT = 250;

/** Reads over the attributes before a query's text. @returns where that begins; undefined where it can't be told */
export function textAt(query: Buffer): number | undefined {
  const count = query[1];
  if (count === undefined || count > ATTRIBUTES_LIMIT) return undefined;
  // Their number, and that of the sets of them.
  if (count === 0) return 3;
  const nullsAt = 3;
  const reader = new Reader(query, nullsAt + Math.ceil(count / 8));
  if (reader.byte() !== 1) return undefined;
  const types = Array.from({ length: count }, () => {
    const type = reader.byte();
    reader.skip(1);
    reader.text();
    return type;
  });
  for (const [index, type] of types.entries()) {
    if (((query[nullsAt + (index >> 3)] ?? 0) >> (index & 7)) % 2 === 0) reader.value(type);
  }
  return reader.at <= query.length ? reader.at : undefined;
}

class Reader {
  at: number;
  readonly #bytes: Buffer;

  constructor(bytes: Buffer, at: number) {
    this.#bytes = bytes;
    this.at = at;
  }

  byte(): number {
    return this.#bytes[this.at++] ?? 0;
  }

  skip(bytes: number): void {
    this.at += bytes;
  }

  text(): void {
    const first = this.byte();
    const more = { 252: 2, 253: 3 }[first];
    if (more === undefined || this.at + more > this.#bytes.length) {
      this.skip(first < 0xfb ? first : this.#bytes.length);
      return;
    }
    this.skip(more + this.#bytes.readUIntLE(this.at, more));
  }

  value(type: number): void {
    const bytes = VALUE_BYTES[type];
    if (bytes !== undefined) this.skip(bytes);
    else if (TIMES.has(type)) this.skip(this.byte());
    else this.text();
  }
}
