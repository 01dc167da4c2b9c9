import type { Conceal } from "./concealer.ts";

/** All that must not be shown so far, of one experiment after the other. */
export class Concealment {
  #all: Conceal = (text) => text;

  /** Takes out of texts from now on what this does, too. */
  add(how: Conceal): void {
    const before = this.#all;
    this.#all = (text) => how(before(text));
  }

  /** Takes all of it out of a text. */
  readonly conceal: Conceal = (text) => this.#all(text);
}
