const NEWLINE = 10;
const RETURN = 13;
const MINUS = 45;
const ZERO = 48;

/** Reads a line that holds a whole number, byte by byte, as it may be cut anywhere. */
export class NumberLine {
  #value = 0;
  #isNegative = false;
  #isWhole = false;

  /** Reads on; gives the index after the line, or the chunk's end. */
  read(chunk: Buffer, from: number): number {
    for (let at = from; at < chunk.length; at++) {
      const byte = chunk[at] ?? 0;
      if (byte >= ZERO && byte < ZERO + 10) this.#value = this.#value * 10 + byte - ZERO;
      else if (byte === MINUS) this.#isNegative = true;
      else if (byte === NEWLINE) {
        this.#isWhole = true;
        return at + 1;
      } else if (byte !== RETURN) this.#value = Number.NaN;
    }
    return chunk.length;
  }

  /** The number, and the next line begins; undefined while the line isn't whole. NaN where it held something else. */
  take(): number | undefined {
    if (!this.#isWhole) return undefined;
    const value = this.#isNegative ? -this.#value : this.#value;
    this.#value = 0;
    this.#isNegative = false;
    this.#isWhole = false;
    return value;
  }

  /** One that has read as much. */
  copy(): NumberLine {
    const line = new NumberLine();
    line.#value = this.#value;
    line.#isNegative = this.#isNegative;
    line.#isWhole = this.#isWhole;
    return line;
  }
}
