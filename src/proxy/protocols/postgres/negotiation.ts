const SSL = 80_877_103;
const GSS = 80_877_104;
const MAJOR_VERSION = 3;

/** Tells whether a start-up message of this code asks for encryption. */
export function asksForEncryption(code: number): boolean {
  return code === SSL || code === GSS;
}

/** Tells whether one of this code begins a session: messages have types behind it. */
export function beginsSession(code: number): boolean {
  return code >>> 16 === MAJOR_VERSION;
}

/** The answers to a caller's questions for encryption, a byte each, which come before a server's messages. */
export class Negotiation {
  #open = 0;

  /** A question was asked. */
  asked(): void {
    this.#open++;
  }

  /**
   * Reads on from an index. @returns the index at which messages begin or the chunk ends; undefined where the answer is
   * yes, so that what follows is encrypted
   */
  read(chunk: Buffer, from: number): number | undefined {
    let at = from;
    for (; this.#open > 0 && at < chunk.length; at++) {
      const said = String.fromCharCode(chunk[at] ?? 0);
      if (said === "E") {
        // An error: an old server that doesn't know the question.
        this.#open = 0;
        return at;
      }
      if (said !== "N") return undefined;
      this.#open--;
    }
    return at;
  }

  /** One that has read as much. */
  copy(): Negotiation {
    const negotiation = new Negotiation();
    negotiation.#open = this.#open;
    return negotiation;
  }
}
