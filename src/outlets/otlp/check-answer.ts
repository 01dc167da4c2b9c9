import { z } from "zod";

/** A count, as JSON has those of 64 bits: a text, or a number from who doesn't keep to it. */
const count = z.coerce.number().optional();

/** The answer to spans and to metrics; what is nothing isn't in it. */
const answerSchema = z.object({
  partialSuccess: z.object({ rejectedSpans: count, rejectedDataPoints: count }).nullish(),
});

/**
 * Reads the answer to a message.
 * @throws Error unless all was taken. What the other end says of it is in no error: it may quote a token.
 */
export function checkAnswer(text: string): void {
  if (text === "") return;
  const { rejectedSpans = 0, rejectedDataPoints = 0 } = parseAnswer(text).partialSuccess ?? {};
  if (rejectedSpans > 0) throw new Error(`it rejected ${rejectedSpans} spans`);
  if (rejectedDataPoints > 0) throw new Error(`it rejected ${rejectedDataPoints} points`);
}

function parseAnswer(text: string): z.infer<typeof answerSchema> {
  try {
    return answerSchema.parse(JSON.parse(text));
  } catch (cause) {
    throw new Error("it answered with what is no OTLP", { cause });
  }
}
