import { fileLines } from "./file-lines.ts";
import { type FilePosition, placeName, type ServiceText } from "./service-text.ts";

/** A value that a service is given, with the name that says what it is for. */
export interface NamedValue {
  /** `DB_HOST`, `db-host` of `--db-host db`; empty for a word of a command that has none. */
  readonly name: string;
  readonly value: string;
  readonly text: ServiceText;
  /** Offset in the text that the container gets. */
  readonly from: number;
  /** Undefined where only Compose knows. */
  readonly at: FilePosition | undefined;
}

/**
 * Names of variables that hold an address, or a host alone. `PORT` alone is mostly a service's own, and `DB_NAME: orders`
 * names no host.
 */
export const addressName = /(HOST|HOSTNAME|ADDR|ADDRESS|SERVER|ENDPOINT|URL|URI|BROKER)S?$/i;

/** Values in a service's texts: its variables, the words of its command, and the lines of files that it mounts. */
export function namedValues(texts: readonly ServiceText[]): NamedValue[] {
  const withKey = (key: ServiceText["place"]["key"]) => texts.filter(({ place }) => place.key === key);
  return [
    ...withKey("environment").map((text) => ({
      ...text,
      name: placeName(text.place),
      value: text.value.text,
      text,
      from: 0,
    })),
    ...namedWords(withKey("entrypoint")),
    ...namedWords(withKey("command")),
    ...withKey("file").flatMap(namedLines),
  ];
}

/** Words of a command, also of a line for a shell: `--name=value`, `name=value`, `--name value`. */
function namedWords(texts: readonly ServiceText[]): NamedValue[] {
  const found: NamedValue[] = [];
  let option = "";
  for (const text of texts) {
    const { at } = text;
    for (const { 0: word, index } of text.value.text.matchAll(/[^\s"'`;&|()]+/g)) {
      const [, dashes = "", name = "", equals, value = ""] = /^(-{0,2})([A-Za-z][\w.-]*)(=?)(.*)$/.exec(word) ?? [];
      if (equals === "=") found.push({ name, value, text, from: index + word.length - value.length, at });
      else found.push({ name: option, value: word, text, from: index, at });
      option = equals === "" && dashes !== "" ? name : "";
    }
  }
  return found;
}

function namedLines(text: ServiceText): NamedValue[] {
  return fileLines(text.value.text).map(({ line, ...value }) => ({
    ...value,
    text,
    at: text.at && { ...text.at, line },
  }));
}
