import { reveal } from "../../files/experiment/concealed-text.ts";
import type { PrometheusSignal } from "../../files/experiment/experiment.ts";
import { numberInAnswer } from "./prometheus-answer.ts";
import { NoSampleError } from "./read-sample.ts";

/** One number and its labels take a few hundred bytes; this many are something else. */
const ANSWER_MAX_BYTES = 1024 * 1024;

/** Asks a Prometheus server for a signal as it is now. undici is loaded when it is first needed, as it is slow to load. */
export async function readPrometheus(signal: PrometheusSignal, abort: AbortSignal): Promise<number> {
  const { status, body } = await ask(signal, abort);
  return numberInAnswer(signal.name, status, body);
}

async function ask({ url, query }: PrometheusSignal, abort: AbortSignal): Promise<{ status: number; body: string }> {
  const { request } = await import("undici");
  const address = `${reveal(url)}/api/v1/query?${new URLSearchParams({ query: reveal(query) })}`;
  try {
    const response = await request(address, { signal: abort, headers: { accept: "application/json" } });
    return { status: response.statusCode, body: await textOf(response.body) };
  } catch (cause) {
    abort.throwIfAborted();
    if (cause instanceof NoSampleError) throw cause;
    throw new NoSampleError({ message: `${url} does not answer: ${reasonOf(cause)}`, cause });
  }
}

/** Leaving the loop early closes the connection. */
async function textOf(body: AsyncIterable<Buffer>): Promise<string> {
  const chunks: Buffer[] = [];
  let bytes = 0;
  for await (const chunk of body) {
    bytes += chunk.length;
    if (bytes > ANSWER_MAX_BYTES) {
      throw new NoSampleError({ message: `its answer is longer than ${ANSWER_MAX_BYTES / 1024} KiB` });
    }
    chunks.push(chunk);
  }
  return Buffer.concat(chunks).toString();
}

/** A name with several addresses fails with an error that says nothing itself; the code is what they share. */
function reasonOf(error: unknown): string {
  const { message, code } = error as NodeJS.ErrnoException;
  return message || code || String(error);
}
