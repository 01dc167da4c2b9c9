import { type Fields, fieldsOf } from "../../yaml/fields.ts";
import type { Path } from "../../yaml/problem.ts";
import { literal } from "../draft.ts";
import type { ForeignDocument } from "../foreign-document.ts";

/** `${name}` and `$name`, as Python's string.Template has them. */
const REFERENCE = /\$(?:\{([A-Za-z_]\w*)\}|([A-Za-z_]\w*))/g;
const VARIABLE = /^[A-Za-z_]\w*$/;

interface Secret {
  readonly name: string;
  readonly path: Path;
  readonly value: unknown;
}

/** The values of an experiment's configuration and secrets, as texts of brownout's: a variable where they come from outside. */
export class ToolkitValues {
  /** Variables of secrets. */
  readonly secrets = new Set<string>();
  /** Variables that must be set. */
  readonly needed = new Set<string>();
  readonly #document: ForeignDocument;
  readonly #configuration: Fields;
  /** Of all groups, in the order of the file. Of two that have one key the first counts, whichever an activity names. */
  readonly #secrets: readonly Secret[];
  /** Texts that were asked for, by name. */
  readonly #used = new Map<string, string>();

  constructor(document: ForeignDocument) {
    this.#document = document;
    this.#configuration = fieldsOf(document.at(["configuration"]));
    const groups = Object.entries(fieldsOf(document.at(["secrets"])));
    this.#secrets = groups.flatMap(([group, keys]) =>
      Object.entries(fieldsOf(keys)).map(([name, value]) => ({ name, path: ["secrets", group, name], value })),
    );
  }

  /** A text with what its references stand for in their places. */
  text(text: string): string {
    let out = "";
    let from = 0;
    for (const match of text.matchAll(REFERENCE)) {
      const value = this.#value(match[1] ?? match[2] ?? "");
      out += literal(text.slice(from, match.index)) + (value ?? literal(match[0]));
      from = match.index + match[0].length;
    }
    return out + literal(text.slice(from));
  }

  /** A value of which a reference is all, in its own type where it stands in the file; any other as it is. */
  value(value: unknown): unknown {
    if (typeof value !== "string") return value;
    const name = /^\$\{([A-Za-z_]\w*)\}$/.exec(value)?.[1];
    const said = name === undefined ? undefined : this.#configuration[name];
    if (name === undefined || (typeof said !== "number" && typeof said !== "boolean")) return this.text(value);
    this.#used.set(name, String(said));
    return said;
  }

  /** The text of a key of the configuration that a module reads by itself. */
  configured(name: string): string | undefined {
    return Object.hasOwn(this.#configuration, name) ? this.#value(name) : undefined;
  }

  /** Notes all that nothing of what was carried over uses. */
  leaveUnused(): void {
    for (const name of Object.keys(this.#configuration)) {
      if (!this.#used.has(name)) this.#leaveUnused(["configuration", name]);
    }
    for (const { name, path } of this.#secrets) {
      if (!this.#used.has(name) || path !== this.#secretOf(name)?.path) this.#leaveUnused(path);
    }
  }

  /** Undefined for a name that nothing has, which Chaos Toolkit leaves as it is. */
  #value(name: string): string | undefined {
    const known = this.#used.get(name) ?? this.#read(name);
    if (known !== undefined) this.#used.set(name, known);
    return known;
  }

  #read(name: string): string | undefined {
    if (Object.hasOwn(this.#configuration, name)) return this.#configured(name, this.#configuration[name]);
    const secret = this.#secretOf(name);
    return secret && this.#secret(secret);
  }

  /** The secret of a name; undefined where there is none, or the configuration has the name. */
  #secretOf(name: string): Secret | undefined {
    return Object.hasOwn(this.#configuration, name) ? undefined : this.#secrets.find((secret) => secret.name === name);
  }

  #leaveUnused(path: Path): void {
    this.#document.leave(path, "nothing that is carried over uses it");
  }

  #configured(name: string, value: unknown): string {
    const { type, key, default: otherwise } = fieldsOf(value);
    if (type === "env" && VARIABLE.test(String(key))) {
      if (otherwise !== undefined && !/[}$]/.test(String(otherwise))) return `\${${key}:-${otherwise}}`;
      this.needed.add(String(key));
      return `\${${key}}`;
    }
    if (typeof value === "object") {
      this.#document.leave(
        ["configuration", name],
        "its value is known only when it runs; set the variable in its place",
      );
      this.needed.add(name);
      return `\${${name}}`;
    }
    return literal(String(value));
  }

  #secret({ name, path, value }: Secret): string {
    const { type, key } = fieldsOf(value);
    const isEnv = type === "env" && VARIABLE.test(String(key));
    const variable = isEnv ? String(key) : name.replace(/\W/g, "_").toUpperCase();
    if (!isEnv) this.#document.leave(path, `no secret stands in an experiment, nor is fetched; set ${variable} to it`);
    this.secrets.add(variable);
    this.needed.add(variable);
    return `\${${variable}}`;
  }
}
