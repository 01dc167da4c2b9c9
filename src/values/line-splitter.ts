/** Cuts a text that comes in pieces into its lines. */
export class LineSplitter {
  readonly #longest: number;
  #rest = "";

  /** @param longest characters of a line that are kept; those behind them are dropped, up to its end */
  constructor(longest = Number.POSITIVE_INFINITY) {
    this.#longest = longest;
  }

  /** The lines that end in the next piece, without their ends. */
  take(piece: string): readonly string[] {
    // A line that goes on over many pieces isn't copied with each of them.
    if (!piece.includes("\n")) {
      this.#rest = this.#kept(this.#rest + piece);
      return [];
    }
    const lines = (this.#rest + piece).split("\n").map((line) => this.#kept(line));
    this.#rest = lines.pop() ?? "";
    return lines;
  }

  #kept(line: string): string {
    return line.length > this.#longest ? line.slice(0, this.#longest) : line;
  }

  /** The text behind the last line's end: the beginning of a line, or of one that was cut off. */
  get rest(): string {
    return this.#rest;
  }
}
