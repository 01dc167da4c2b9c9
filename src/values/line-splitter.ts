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
    const lines = (this.#rest + piece).split("\n").map((line) => line.slice(0, this.#longest));
    this.#rest = lines.pop() ?? "";
    return lines;
  }

  /** The text behind the last line's end: the beginning of a line, or of one that was cut off. */
  get rest(): string {
    return this.#rest;
  }
}
