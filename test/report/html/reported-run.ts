import type { RunEvent } from "../../../src/judge/history/event.ts";
import type { Plan } from "../../../src/judge/plan/plan.ts";
import type { ReportedRun } from "../../../src/report/formats/format.ts";
import { type Scenario, simulate } from "../../run/simulated-run.ts";

/** A simulated run as its folder would hold it. */
export async function reportedRun(
  scenario: Scenario,
  logs: Readonly<Record<string, string>> = {},
): Promise<ReportedRun> {
  const { result, events } = await simulate(scenario);
  return {
    result,
    plan: planOf(events),
    folder: "/runs/simulated",
    experiment: { path: "experiments/simulated.yaml", text: "name: simulated\n" },
    events: () => inOrder(events),
    logs: Object.entries(logs).map(([name, text]) => ({ name, lines: () => inOrder(text.split("\n")) })),
  };
}

/** The same run with words in the place of others, wherever they are in it. */
export async function renamed(run: ReportedRun, words: Readonly<Record<string, string>>): Promise<ReportedRun> {
  const { result, plan, folder, experiment } = run;
  const events = await all(run.events());
  const logs = await Promise.all(run.logs.map(async ({ name, lines }) => ({ name, lines: await all(lines()) })));
  let text = JSON.stringify({ result, plan, folder, experiment, events, logs });
  for (const [word, other] of Object.entries(words)) text = text.replaceAll(word, JSON.stringify(other).slice(1, -1));
  const changed = JSON.parse(text);
  return {
    ...changed,
    events: () => inOrder<RunEvent>(changed.events),
    logs: changed.logs.map(({ name, lines }: { name: string; lines: string[] }) => ({
      name,
      lines: () => inOrder(lines),
    })),
  };
}

function planOf(events: readonly RunEvent[]): Plan {
  const [first] = events;
  if (first?.type !== "run-started") throw new Error("a run begins with its start");
  return first.plan;
}

async function all<Item>(items: AsyncIterable<Item>): Promise<Item[]> {
  const read: Item[] = [];
  for await (const item of items) read.push(item);
  return read;
}

async function* inOrder<Item>(items: readonly Item[]): AsyncGenerator<Item> {
  yield* items;
}
