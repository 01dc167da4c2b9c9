import { PROCESS_HEADER } from "../clients/os/process-health.ts";
import { type Answer, json } from "./answer.ts";

/** Joins objects that have proxies by name, in the order of their names. */
export function joinObjects(answers: readonly Answer[]): Answer {
  const entries = answers.flatMap(({ text = "" }) => Object.entries(JSON.parse(text) as Record<string, unknown>));
  return json(200, Object.fromEntries(entries.sort(([a], [b]) => (a < b ? -1 : 1))));
}

/** Joins what proxies have seen, and tells how each thread does. */
export function joinEdges(answers: readonly Answer[]): Answer {
  const health = answers.flatMap(({ headers }) => JSON.parse(headers?.[PROCESS_HEADER] ?? "[]") as unknown[]);
  return { ...joinObjects(answers), headers: { [PROCESS_HEADER]: JSON.stringify(health) } };
}

/** Joins the proxies that were made one by one; the last may have failed. */
export function joinPopulated(answers: readonly Answer[]): Answer {
  const parts = answers.map(({ text = "" }) => JSON.parse(text) as { readonly proxies: readonly unknown[] | null });
  const proxies = parts.flatMap((part) => part.proxies ?? []);
  return json(answers.at(-1)?.status ?? 201, { ...parts.at(-1), proxies: proxies.length === 0 ? null : proxies });
}

/** Joins answers that are all the same. */
export function joinSame([first]: readonly Answer[]): Answer {
  return first as Answer;
}

/** Joins metrics: every thread has the same families, in the same order. */
export function joinMetrics(answers: readonly Answer[]): Answer {
  const texts = answers.map(({ text = "" }) => text.split(/^(?=# TYPE )/m));
  const [first = []] = texts;
  const families = first.map((family, index) => {
    const others = texts.slice(1).map((families) => families[index]?.replace(/^# TYPE .*\n/, "") ?? "");
    return [family, ...others].join("");
  });
  return { ...(answers[0] as Answer), text: families.join("") };
}
