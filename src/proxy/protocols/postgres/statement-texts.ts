/** Statements of one session that are remembered, and portals; those that were made longest ago are forgotten first. */
const STATEMENTS = 1000;
const PORTALS = 100;

/** Of a Parse its name and the beginning of its text, of the others their names. */
export const NAMING_CHARS = { P: 4096, B: 512, C: 512 };

/** The texts of a session's prepared statements and portals, by the messages that make and close them. */
export class StatementTexts {
  #statements = new Map<string, string>();
  #portals = new Map<string, string>();

  /** The text of the statement that a portal was made from; empty when it isn't known. */
  textOf(portal: string): string {
    return this.#portals.get(portal) ?? "";
  }

  /** A message came. @param beginning of its body */
  read(type: string, beginning: string): void {
    const [name = "", text = ""] = beginning.split("\0", 2);
    if (type === "P") remember(this.#statements, name, text, STATEMENTS);
    else if (type === "B") remember(this.#portals, name, this.#statements.get(text) ?? "", PORTALS);
    else if (type === "C") (name.startsWith("S") ? this.#statements : this.#portals).delete(name.slice(1));
  }

  /** One that knows as much. */
  copy(): StatementTexts {
    const texts = new StatementTexts();
    texts.#statements = new Map(this.#statements);
    texts.#portals = new Map(this.#portals);
    return texts;
  }
}

function remember(texts: Map<string, string>, name: string, text: string, most: number): void {
  texts.delete(name);
  texts.set(name, text);
  if (texts.size <= most) return;
  for (const oldest of texts.keys()) {
    texts.delete(oldest);
    return;
  }
}
