import { fstatSync, readSync, statSync, writeSync } from "node:fs";
import { UndeliveredError } from "./undelivered-error.ts";

/** Owns the standard output of a process: everything that is printed goes through it, and nothing is lost unsaid. */
export class Output {
  readonly #stream: NodeJS.Process["stdout"];
  readonly #onReaderGone: () => void;
  /** Of the last write, and so of all. */
  #written: Promise<void> = Promise.resolve();
  #problem: Error | undefined;
  #isWhole = false;
  #elsewhere: string | undefined;

  /** `onReaderGone`: nobody reads any more (`| head`), which would end other programs at once. */
  constructor(stream: NodeJS.Process["stdout"], onReaderGone: () => void) {
    this.#stream = stream;
    this.#onReaderGone = onReaderGone;
    stream.on("error", (error) => this.#fail(error));
  }

  /** Writes text as it is. After the first that can't be written, nothing more is. */
  write(text: string): void {
    if (this.#problem !== undefined) return;
    if (isFile(this.#stream)) {
      try {
        writeAll(this.#stream.fd, text);
      } catch (error) {
        this.#fail(error as Error);
      }
      return;
    }
    this.#written = new Promise((resolve) => {
      this.#stream.write(text, (error) => {
        if (error) this.#fail(error);
        resolve();
      });
    });
  }

  /** Writes what the command is for, all of which must arrive. */
  writeWhole(text: string): void {
    this.#isWhole = true;
    if (isNowhere(this.#stream.fd)) this.#problem ??= new Error("it is closed");
    else this.write(text);
  }

  /** Says where to find what may not arrive, as a sentence. */
  keptElsewhere(hint: string): void {
    this.#elsewhere = hint;
  }

  /** Waits until everything is out. Resolves with why something isn't. */
  async finish(): Promise<UndeliveredError | undefined> {
    await this.#written;
    const cause = this.#problem;
    if (cause === undefined) return undefined;
    // Who stops reading words has seen enough.
    if (!this.#isWhole && isReaderGone(cause, this.#stream)) return undefined;
    return new UndeliveredError({
      message: `not everything could be written to the standard output: ${cause.message}`,
      hint: this.#elsewhere ?? "Let it lead to where there is space and somebody reads, and call this again.",
      cause,
    });
  }

  #fail(error: Error): void {
    this.#problem ??= error;
    if (isReaderGone(error, this.#stream)) this.#onReaderGone();
  }
}

/** Tells whether a write failed since the other end of a pipe, or the terminal, is gone. */
export function isReaderGone(error: Error, stream: NodeJS.WriteStream): boolean {
  const { code } = error as NodeJS.ErrnoException;
  return code === "EPIPE" || (code === "EIO" && stream.isTTY);
}

/** Node hands to the system what it writes to files and devices, and doesn't look how much of it was taken. */
function isFile(stream: NodeJS.Process["stdout"]): boolean {
  const stats = fstatSync(stream.fd);
  return stats.isFile() || (stats.isCharacterDevice() && !stream.isTTY);
}

function writeAll(fd: number, text: string): void {
  let rest = Buffer.from(text);
  while (rest.length > 0) rest = rest.subarray(writeSync(fd, rest));
}

/**
 * Tells whether the process was started with its output closed. Node opens /dev/null in its place, for reading as well;
 * who throws an output away with `> /dev/null` opens it for writing alone.
 */
function isNowhere(fd: number): boolean {
  if (fstatSync(fd).rdev !== statSync("/dev/null").rdev) return false;
  try {
    readSync(fd, Buffer.alloc(1));
    return true;
  } catch {
    return false;
  }
}
