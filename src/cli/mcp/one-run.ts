import { UsageError } from "../../values/errors.ts";

/** Lets one run go on at a time: two would each be what the other measures. */
export class OneRun {
  #file: string | undefined;

  /** @throws UsageError while another goes on */
  async take<Result>(file: string, run: () => Promise<Result>): Promise<Result> {
    if (this.#file !== undefined) {
      throw new UsageError({
        message: `a run of ${this.#file} goes on, and two at once would each be what the other measures`,
        hint: "Wait for its end, or cancel its call.",
      });
    }
    this.#file = file;
    try {
      return await run();
    } finally {
      this.#file = undefined;
    }
  }
}
