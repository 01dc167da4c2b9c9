/** Cuts a text that comes in pieces into its lines. */
export class LineSplitter {
  #rest = "";

  /** The lines that end in the next piece, without their ends. */
  take(piece: string): readonly string[] {
    const lines = (this.#rest + piece).split("\n");
    this.#rest = lines.pop() ?? "";
    return lines;
  }

  /** The text behind the last line's end: the beginning of a line, or of one that was cut off. */
  get rest(): string {
    return this.#rest;
  }
}
