import type { Cancel, Clock } from "../../values/clock/clock.ts";

/** Time from the last change of a document to its check. */
const SETTLE_MS = 200;

/** Checks documents a moment after they, or files that were read for them, changed. */
export class LiveChecks {
  readonly #clock: Clock;
  readonly #check: (uri: string) => Promise<ReadonlySet<string>>;
  readonly #onError: (error: unknown) => void;
  readonly #due = new Map<string, Cancel>();
  /** Paths of the files that were read for a document, by its address. */
  readonly #read = new Map<string, ReadonlySet<string>>();

  /**
   * @param check checks a document, and resolves with the paths of what it read
   * @param onError is told of what a check throws
   */
  constructor(clock: Clock, check: (uri: string) => Promise<ReadonlySet<string>>, onError: (error: unknown) => void) {
    this.#clock = clock;
    this.#check = check;
    this.#onError = onError;
  }

  /** A document was opened, or changed. */
  changed(uri: string): void {
    this.#due.get(uri)?.();
    this.#due.set(
      uri,
      this.#clock.after(SETTLE_MS, () => {
        this.#due.delete(uri);
        this.#check(uri).then((paths) => this.#read.set(uri, paths), this.#onError);
      }),
    );
  }

  /** A file changed, on disk or in an editor. */
  fileChanged(path: string): void {
    for (const [uri, paths] of this.#read) if (paths.has(path)) this.changed(uri);
  }

  closed(uri: string): void {
    this.#due.get(uri)?.();
    this.#due.delete(uri);
    this.#read.delete(uri);
  }

  end(): void {
    for (const cancel of this.#due.values()) cancel();
    this.#due.clear();
  }
}
