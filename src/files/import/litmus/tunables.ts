import { fieldsOf, itemsOf } from "../../yaml/fields.ts";
import type { Path } from "../../yaml/problem.ts";
import type { ForeignDocument } from "../foreign-document.ts";

/** Tunables by which Litmus does its work, and not what it does. */
const OWN_WORK = [
  "CHAOS_NAMESPACE",
  "CONTAINER_PATH",
  "CONTAINER_RUNTIME",
  "DEFAULT_HEALTH_CHECK",
  "LIB",
  "LIB_IMAGE",
  "PROXY_PORT",
  "SOCKET_PATH",
  "TARGET_CONTAINER",
  "TC_IMAGE",
];

/** The tunables (environment variables) of an experiment of Litmus. Whatever nobody asked for is left at the end. */
export class Tunables {
  readonly #document: ForeignDocument;
  readonly #path: Path;
  readonly #values = new Map<string, { readonly text: string; readonly at: Path }>();
  readonly #asked = new Set<string>();
  #isRefused = false;

  constructor(document: ForeignDocument, experiment: Path) {
    this.#document = document;
    this.#path = [...experiment, "spec", "components", "env"];
    for (const [index, item] of itemsOf(document.at(this.#path)).entries()) {
      const { name, value } = fieldsOf(item);
      const at = [...this.#path, index];
      if (typeof value === "object" && value !== null) continue;
      this.#values.set(String(name), { text: String(value ?? "").trim(), at });
      if (!("value" in fieldsOf(item)))
        this.refuse(String(name), "its value isn't in the file, and the fault depends on it");
    }
  }

  /** True where something was said by which the fault would be another one. */
  get isRefused(): boolean {
    return this.#isRefused;
  }

  /** The text of a tunable; empty where it isn't said. */
  text(name: string): string {
    this.#asked.add(name);
    return this.#values.get(name)?.text ?? "";
  }

  /**
   * The number of a tunable.
   * @param otherwise that of the fault in Litmus's hub, which counts where the engine doesn't say it; a note says so
   */
  number(name: string, otherwise: number): number {
    const text = this.text(name);
    if (text === "") {
      this.#document.differ(this.#path, `has no ${name}: it is taken as ${otherwise}, as in Litmus's hub`);
      return otherwise;
    }
    const number = Number(text);
    if (number >= 0 && number <= 86_400_000) return number;
    this.refuse(name, `found "${text}"; expected a number`);
    return otherwise;
  }

  /** Refuses the fault where a tunable has another text than these; one that isn't said counts as the first. */
  only(name: string, allowed: readonly string[], why: string): void {
    const text = this.text(name);
    if (text !== "" && !allowed.includes(text.toLowerCase())) this.refuse(name, why);
  }

  /** Notes why a tunable makes the fault another one than brownout can make. */
  refuse(name: string, why: string): void {
    this.#isRefused = true;
    this.leave(name, why);
  }

  /** Notes that a tunable isn't carried over. */
  leave(name: string, why: string): void {
    this.#asked.add(name);
    this.#document.leave(this.#values.get(name)?.at ?? this.#path, `${name}: ${why}`);
  }

  /** Notes that a tunable means something else here. */
  differ(name: string, how: string): void {
    this.#document.differ(this.#values.get(name)?.at ?? this.#path, `${name}: ${how}`);
  }

  /** Notes all that nobody asked for. */
  leaveUnasked(): void {
    for (const [name, { text, at }] of this.#values) {
      if (this.#asked.has(name)) continue;
      if (OWN_WORK.includes(name)) this.#document.differ(at, `${name}: says how Litmus does its work`);
      else if (text !== "") this.#document.leave(at, `${name}: brownout knows nothing of it`);
    }
  }
}
