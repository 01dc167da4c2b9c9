import { type Line, lineWidth, span } from "../../report/terminal/text.ts";

const CTRL_C = "\x03";
const ESCAPE = "\x1b";
const ERASES: readonly string[] = ["\x7f", "\b"];
const CTRL_U = "\x15";
/** Sequences of other keys than letters, and control characters. */
// biome-ignore lint/suspicious/noControlCharactersInRegex: these are what keys send
const UNTYPED = /\x1b(?:\[[0-9;?]*[ -/]*[@-~]|O.)|[\x00-\x1f\x7f]/g;

const graphemes = new Intl.Segmenter("en", { granularity: "grapheme" });

export interface NoteLineOptions {
  readonly onNote: (text: string) => void;
  readonly onStop: () => void;
}

/** The last line of the live view of a game day: keys, or a note while it is typed. */
export class NoteLine {
  readonly #options: NoteLineOptions;
  #text: string | undefined;

  constructor(options: NoteLineOptions) {
    this.#options = options;
  }

  /** Shows what was typed, its end where it doesn't fit. */
  line(columns: number): Line {
    if (this.#text === undefined) return keys();
    const lead = [span("accent", "note "), span("faint", "(Enter keeps it, Esc drops it) ")];
    const room = Math.max(1, columns - lineWidth(lead) - 1);
    const shown = [...graphemes.segment(this.#text)].map(({ segment }) => segment);
    while (lineWidth([span("plain", shown.join(""))]) > room) shown.shift();
    return [...lead, span("plain", shown.join("")), span("strong", "▏")];
  }

  take(typed: string): boolean {
    if (this.#text !== undefined) return this.#type(this.#text, typed);
    if (typed === "n") this.#text = "";
    else if (typed === "s") this.#options.onStop();
    else return false;
    return true;
  }

  /** Keeps what is being typed as a note, as the line goes away. */
  close(): void {
    if (this.#text !== undefined) this.#end(this.#text);
  }

  #type(before: string, typed: string): boolean {
    if (typed === CTRL_C) {
      this.#end(before);
      return false;
    }
    if (typed === ESCAPE) this.#text = undefined;
    else if (ERASES.includes(typed)) this.#text = withoutLast(before);
    else if (typed === CTRL_U) this.#text = "";
    else this.#add(before, typed);
    return true;
  }

  /** A paste comes as one, line ends and all: a note is a line, and ends where a line end is the last of it. */
  #add(before: string, typed: string): void {
    const pasted = typed.replace(/[\r\n]+$/, "");
    const text = before + pasted.replace(/[\r\n]+/g, " ").replace(UNTYPED, "");
    if (pasted === typed) this.#text = text;
    else this.#end(text);
  }

  #end(text: string): void {
    this.#text = undefined;
    if (text.trim() !== "") this.#options.onNote(text);
  }
}

function withoutLast(text: string): string {
  const last = [...graphemes.segment(text)].at(-1);
  return last === undefined ? "" : text.slice(0, last.index);
}

function keys(): Line {
  return [
    span("strong", "n"),
    span("faint", "  note    "),
    span("strong", "s"),
    span("faint", " / "),
    span("strong", "q"),
    span("faint", " / "),
    span("strong", "Ctrl-C"),
    span("faint", "  stop: faults out, then what was learned"),
  ];
}
