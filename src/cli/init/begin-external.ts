import { baseUrlSchema } from "../../files/experiment/external-schema.ts";
import { parseRequest } from "../../files/experiment/parse-request.ts";
import { parseDependencies } from "../../files/init/dependency.ts";
import { externalDraft } from "../../files/init/external-experiment.ts";
import { UsageError } from "../../values/errors.ts";
import { shellWord } from "../../values/shell-word.ts";
import { optionValue } from "../inject/option-value.ts";
import { type Begun, USUALLY } from "./begun.ts";
import { requestQuestion } from "./experiment-questions.ts";
import { type Ask, answerTo, type Question } from "./question.ts";

export interface ExternalOptions {
  readonly url: string;
  /** `NAME=LISTEN=UPSTREAM` each. */
  readonly dependencies: readonly string[];
  /** The request that the load sends, which names the service. */
  readonly request: string | undefined;
  /** Folder to write to. */
  readonly folder: string;
}

/** Begins with a service that runs already, and with what it calls. */
export async function beginExternal(options: ExternalOptions, ask: Ask | undefined): Promise<Begun> {
  const { folder } = options;
  const url = optionValue("--url", options.url, baseUrlSchema);
  const request = await answerTo(requestQuestion({}), options.request, ask);
  const name = serviceOf(request);
  const [first, ...others] = options.dependencies;
  const texts = [await answerTo(dependencyQuestion(name), first, ask), ...others];
  const [slow, ...more] = parseDependencies(texts, name);
  if (slow === undefined) throw new TypeError("a text was asked for, and read as none");
  const draft = externalDraft({ name, url, dependencies: [slow, ...more] });
  const before = (file: string) => [
    `eval "$(brownout env ${shellWord(file)})"  # then start ${name} again, which calls its dependencies at these addresses`,
  ];
  return { ...USUALLY, platform: "external", draft, request, folder, before };
}

function serviceOf(request: string): string {
  const parsed = parseRequest(request);
  if (parsed.ok && parsed.service !== undefined) return parsed.service;
  throw new TypeError(`${request} was taken for a request to a service`);
}

function dependencyQuestion(service: string): Question {
  return {
    option: "--dependency",
    text: "What does it call? NAME=LISTEN=UPSTREAM: pricing=9001=9002",
    wrong(answer) {
      try {
        parseDependencies([answer], service);
        return undefined;
      } catch (error) {
        if (!(error instanceof UsageError)) throw error;
        return [error.message, error.hint].filter((part) => part !== undefined).join("; ");
      }
    },
  };
}
