import { constants } from "node:fs";
import { mkdir, open } from "node:fs/promises";
import { dirname } from "node:path";
import type { Place } from "../../assembly/confinement/confinement.ts";
import { checkNotLedAway } from "../../assembly/confinement/within-place.ts";
import type { Clock } from "../../values/clock/clock.ts";
import { InconclusiveError, messageOf } from "../../values/errors.ts";

/** A call can't be logged, and what isn't logged isn't done. */
class CallLogError extends InconclusiveError {
  override readonly code = "E_CALL_LOG";
}

/** The way a call ended, as the log has it. */
export interface CallEnd {
  /** Refused is what an error of brownout's own ended; failed, what a defect did. */
  readonly outcome: "answered" | "refused" | "failed" | "cancelled";
  readonly code?: string;
  readonly message?: string;
  readonly run?: string;
  readonly verdict?: string;
  readonly exitCode?: number;
}

/** A call that has begun. */
export interface LoggedCall {
  /** @throws CallLogError */
  end(end: CallEnd): Promise<void>;
}

/** As a journal: for its user alone. Whoever put a link there doesn't choose what is written to. */
const FLAGS = constants.O_WRONLY | constants.O_APPEND | constants.O_CREAT | constants.O_NOFOLLOW;
const OWN_FILE = 0o600;

/**
 * The log of all calls: two lines of JSON for each, when it begins and when it has ended. It is only ever appended to, by several
 * servers too, and opened for each line: one that was taken away is noticed.
 */
export class CallLog {
  readonly #path: string;
  readonly #place: Place;
  readonly #clock: Clock;
  #calls = 0;

  /** @param place the folder that no symbolic link may lead the log out of, where it is in it */
  constructor(path: string, place: Place, clock: Clock) {
    this.#path = path;
    this.#place = place;
    this.#clock = clock;
  }

  /**
   * Logs a call before anything is done for it.
   * @param asked its arguments, in texts that may be kept
   * @throws CallLogError, ConfinedFileError
   */
  async begin(tool: string, asked: Readonly<Record<string, unknown>>): Promise<LoggedCall> {
    const beganMs = this.#clock.nowMs();
    this.#calls += 1;
    const call = `${process.pid}-${this.#calls}`;
    await this.#append({ call, tool, arguments: asked }, "the call can't be logged");
    return {
      end: async (end) => {
        const durationMs = Math.round(this.#clock.nowMs() - beganMs);
        await this.#append({ call, tool, ...end, durationMs }, "the call was carried out, and its end can't be logged");
      },
    };
  }

  /** @param problem what to say where it can't */
  async #append(line: object, problem: string): Promise<void> {
    const time = new Date(this.#clock.wallMs()).toISOString();
    const folder = dirname(this.#path);
    checkNotLedAway(folder, this.#place);
    try {
      await mkdir(folder, { recursive: true });
      const file = await open(this.#path, FLAGS, OWN_FILE);
      try {
        await file.appendFile(`${JSON.stringify({ time, ...line })}\n`);
        await file.datasync();
      } finally {
        await file.close();
      }
    } catch (cause) {
      throw new CallLogError({
        message: `${problem} in ${this.#path}: ${messageOf(cause)}`,
        hint: "Ask your user to make room or allow it, or to start the server with another --log FILE.",
        cause,
      });
    }
  }
}
