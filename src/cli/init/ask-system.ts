import { baseUrlSchema } from "../../files/experiment/external-schema.ts";
import type { FoundSystem } from "./found-systems.ts";
import { type Ask, notAmong, type Question } from "./question.ts";
import type { SystemOptions } from "./system-options.ts";

const RUNNING = "something that runs already";
const DEMO = "the demo shop";

/** Asks what the system is: what was found first, then what needs nothing in this folder. */
export async function askSystem(found: readonly FoundSystem[], ask: Ask): Promise<SystemOptions> {
  const answers = [
    ...found.map(({ name, hint }) => ({ value: name, hint })),
    { value: RUNNING, hint: "a service with a URL, and what it calls" },
    { value: DEMO, hint: "to see what a run is, without a system of your own" },
  ];
  const chosen = await ask({
    option: "--graph, --compose, --procfile, --package, --on kubernetes, --url or --demo",
    text: "Which system is it about?",
    answers,
    wrong: (answer) =>
      notAmong(
        answer,
        answers.map(({ value }) => value),
      ),
  });
  if (chosen === DEMO) return { demo: true };
  if (chosen === RUNNING) return { url: await ask(URL_QUESTION) };
  const options = found.find(({ name }) => name === chosen)?.options ?? {};
  if (options.on === undefined) return options;
  return { ...options, namespace: await ask(namespaceQuestion(options.namespace)) };
}

const URL_QUESTION: Question = {
  option: "--url",
  text: "Where does the service run?",
  wrong: (answer) => baseUrlSchema.safeParse(answer).error?.issues[0]?.message,
};

function namespaceQuestion(usual = "default"): Question {
  return { option: "--namespace", text: "Which namespace?", usual, wrong: () => undefined };
}
