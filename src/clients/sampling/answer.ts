import { readAtMost } from "../../values/read-at-most.ts";
import { NoSampleError } from "./read-sample.ts";

/** A number and its labels take a few hundred bytes, a page of metrics some dozen KB; this many are something else. */
const ANSWER_MAX_BYTES = 1024 * 1024;

interface Answer {
  readonly status: number;
  readonly body: string;
}

/**
 * Gets a page. undici is loaded when it is first needed, as it is slow to load.
 * @param shown stands for the address in errors, where that tells too much
 * @throws NoSampleError when there is no answer, or one without an end
 */
export async function answerOf(url: string, abort: AbortSignal, shown: { toString(): string } = url): Promise<Answer> {
  const { request } = await import("undici");
  try {
    const response = await request(url, { signal: abort, headers: { accept: "application/json, text/plain" } });
    const body = await readAtMost(response.body, ANSWER_MAX_BYTES);
    if (body === undefined) {
      throw new NoSampleError({ message: `its answer is longer than ${ANSWER_MAX_BYTES / 1024} KiB` });
    }
    return { status: response.statusCode, body };
  } catch (cause) {
    abort.throwIfAborted();
    if (cause instanceof NoSampleError) throw cause;
    throw new NoSampleError({ message: `${shown} does not answer: ${reasonOf(cause)}`, cause });
  }
}

/** A name with several addresses fails with an error that says nothing itself; the code is what they share. */
function reasonOf(error: unknown): string {
  const { message, code } = error as NodeJS.ErrnoException;
  return message || code || String(error);
}
