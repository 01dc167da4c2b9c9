import { parseDuration } from "../../files/experiment/duration.ts";
import { parseRequest } from "../../files/experiment/parse-request.ts";
import { parseRate } from "../../files/experiment/rate.ts";
import { experimentName } from "../../files/init/experiment-name.ts";
import type { Draft, ExperimentWords, FaultWords } from "../../files/init/experiment-words.ts";
import { strictestErrorRate } from "../../judge/proposal/propose-error-rate.ts";
import type { Begun } from "./begun.ts";
import { chooseFault, type GivenFault } from "./choose-fault.ts";
import { durationQuestion, ownerQuestion, rateQuestion, requestQuestion } from "./experiment-questions.ts";
import { type Ask, answerTo } from "./question.ts";

/** Options that say something of the experiment itself. */
export interface Given extends GivenFault {
  readonly request?: string;
  readonly rate?: string;
  /** Time that the fault is in. */
  readonly lasts?: string;
  readonly owner?: string;
}

/**
 * Makes an experiment of a draft: by options, by what a person answers, and else as it is usual.
 * @throws UsageError when an option says what can't be, MissingAnswerError when something needed is said by none
 */
export async function chooseWords(
  { draft, platform, ...begun }: Pick<Begun, "draft" | "platform" | "request">,
  given: Given,
  ask: Ask | undefined,
): Promise<ExperimentWords> {
  const { words } = draft;
  const { services, needsRequest } = draft;
  const asked = requestQuestion({ services, ...(!needsRequest && { usual: words.load.request }) });
  const said = given.request ?? begun.request;
  const request = await answerTo(asked, said, ask);
  const rate = await answerTo(rateQuestion(words.load.rate), given.rate, ask);
  const fault = await chooseFault(draft, platform, given, ask);
  const lasts = await answerTo(durationQuestion(words.phases.fault), given.lasts, ask);
  const owner = await answerTo(ownerQuestion, given.owner, ask);
  const { remark, ...load } = words.load;
  const isGuess = said === undefined && request === words.load.request;
  return withTellableRates({
    ...words,
    ...namesFor(draft, request, fault),
    ...(owner !== "" && { owner }),
    load: { ...load, ...(isGuess && remark !== undefined && { remark }), request, rate },
    phases: { ...words.phases, fault: lasts },
    fault,
    // What is expected of the draft's edge says nothing where the fault is elsewhere.
    expect: words.expect.filter((text) => !text.startsWith("(") || text.startsWith(`(${fault.on})`)),
  });
}

/** Names that are true of what was chosen; the draft's own where that is what it says. */
function namesFor({ words }: Draft, request: string, fault: FaultWords): Pick<ExperimentWords, "name" | "title"> {
  const isSame = fault === words.fault && request === words.load.request;
  if (isSame) return { name: words.name, title: words.title };
  const asked = parseRequest(request);
  const who = (asked.ok ? asked.service : undefined) ?? request;
  const title = `${who} keeps answering with ${fault.type} on ${fault.on}`;
  return { name: experimentName(fault.type, fault.on), title };
}

/** Requests that a fault keeps waiting end late, or after its phase. */
const ENDING_SHARE = 0.5;

/** Few requests can't tell a small error rate: the limits of what nobody measured are those that they can. */
function withTellableRates(words: ExperimentWords): ExperimentWords {
  const ratePerS = parseRate(words.load.rate) ?? 0;
  const tellable = (criteria: readonly string[], phase: string, share = 1) =>
    criteria.map((text) =>
      text.replace(/(error_rate < )([\d.]+)%/, (_, head: string, percent: string) => {
        const requests = (share * ratePerS * (parseDuration(phase) ?? 0)) / 1000;
        return `${head}${Math.round((strictestErrorRate(requests, Number(percent) / 100) ?? 0.1) * 100)}%`;
      }),
    );
  return {
    ...words,
    steadyState: tellable(words.steadyState, words.phases.baseline),
    expect: tellable(words.expect, words.phases.fault, ENDING_SHARE),
  };
}
