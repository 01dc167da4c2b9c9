import { parseRequest } from "../../files/experiment/parse-request.ts";
import { parseRate } from "../../files/experiment/rate.ts";
import { serviceName } from "../../files/experiment/service-name.ts";
import { durationSchema } from "../../files/experiment/value-schemas.ts";
import { notAmong, type Question } from "./question.ts";

const OWNER_LENGTH_MAX = 1000;

/** Asks for the request that the load sends: to one of these services, or to any where none are known. */
export function requestQuestion({
  usual,
  services,
}: {
  readonly usual?: string;
  readonly services?: readonly string[];
}): Question {
  return {
    option: "--request",
    text: "Which request shows whether it works, as GET web/cart?",
    ...(usual !== undefined && { usual }),
    wrong(answer) {
      const parsed = parseRequest(answer);
      if (!parsed.ok) return parsed.message;
      if (parsed.service === undefined) return "a service's name stands before the path: GET web/cart";
      if (!serviceName.test(parsed.service)) return "a service's name has letters, digits, _ and - between them";
      return services && notAmong(parsed.service, services);
    },
  };
}

export function rateQuestion(usual: string): Question {
  return {
    option: "--rate",
    text: "How many of them, as 50/s or 30/m?",
    usual,
    wrong: (answer) =>
      (parseRate(answer) ?? 0) > 0 ? undefined : "a rate is a number above 0 with its unit: 50/s, 30/m",
  };
}

/** Aborts are judged over so long, and must be able to hold for the fault alone. */
const FAULT_LEAST_MS = 5000;

export function durationQuestion(usual: string): Question {
  return {
    option: "--lasts",
    text: "How long is the fault in, as 20s or 1m?",
    usual,
    wrong: (answer) => durationSchema({ leastMs: FAULT_LEAST_MS }).safeParse(answer).error?.issues[0]?.message,
  };
}

export const ownerQuestion: Question = {
  option: "--owner",
  text: "Who acts on the result? A person or a team; empty for nobody",
  usual: "",
  wrong: (answer) => (answer.length > OWNER_LENGTH_MAX ? `at most ${OWNER_LENGTH_MAX} characters` : undefined),
};
