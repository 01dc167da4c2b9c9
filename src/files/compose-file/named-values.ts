import { placeName, type ServiceText } from "./service-text.ts";

/** A value that a service is given, with the name that says what it is for. */
export interface NamedValue {
  /** `DB_HOST`, `db-host` of `--db-host db`; empty for a word of a command that has none. */
  readonly name: string;
  readonly value: string;
  readonly text: ServiceText;
  /** Offset in the text that the container gets. */
  readonly from: number;
}

/** Values in a service's texts: its variables, and the words of its command. */
export function namedValues(texts: readonly ServiceText[]): NamedValue[] {
  const variables = texts.filter(({ place }) => place.key === "environment");
  const words = (["entrypoint", "command"] as const).flatMap((key) =>
    namedWords(texts.filter(({ place }) => place.key === key)),
  );
  return [
    ...variables.map((text) => ({ name: placeName(text.place), value: text.value.text, text, from: 0 })),
    ...words,
  ];
}

/** Words of a command, also of a line for a shell: `--name=value`, `name=value`, `--name value`. */
function namedWords(texts: readonly ServiceText[]): NamedValue[] {
  const found: NamedValue[] = [];
  let option = "";
  for (const text of texts) {
    for (const { 0: word, index } of text.value.text.matchAll(/[^\s"'`;&|()]+/g)) {
      const [, dashes = "", name = "", equals, value = ""] = /^(-{0,2})([A-Za-z][\w.-]*)(=?)(.*)$/.exec(word) ?? [];
      if (equals === "=") found.push({ name, value, text, from: index + word.length - value.length });
      else found.push({ name: option, value: word, text, from: index });
      option = equals === "" && dashes !== "" ? name : "";
    }
  }
  return found;
}
