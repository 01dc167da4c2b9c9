import assert from "node:assert/strict";
import { test } from "node:test";
import type { DayDesk } from "../../../src/assembly/gameday/desk.ts";
import type { AtDesk } from "../../../src/cli/gameday/at-desk.ts";
import { isForRuns, sayLine } from "../../../src/cli/gameday/words.ts";
import type { DayStage } from "../../../src/judge/gameday/day-state.ts";
import { beginDay } from "../../../src/judge/gameday/fold-day.ts";
import { ada, dayBegan, grace, linus } from "../../support/day-events.ts";

/** A desk that writes down what is asked of it. */
function deskAt(stage: DayStage, answers: readonly string[] = []) {
  const asked: unknown[][] = [];
  const state = { ...beginDay(dayBegan("slow")), stage, present: [ada, grace] };
  const desk = new Proxy({ state } as unknown as DayDesk, {
    get: (target, name) =>
      name === "state" ? target.state : async (...rest: unknown[]) => void asked.push([String(name), ...rest]),
  });
  const left = [...answers];
  const at: AtDesk = {
    desk,
    leader: ada,
    print: () => undefined,
    ...(answers.length > 0 && { ask: async () => left.shift() ?? "" }),
  };
  return { asked, at };
}

/** More than a title may have. */
const LONG = "x".repeat(201);

const reviewing: DayStage = { kind: "reviewing", experiment: "slow" };

for (const [line, stage, ...expected] of [
  ["go", { kind: "deciding", experiment: "slow" }, ["decide", ada, true, undefined]],
  ["go", { kind: "gathering" }, ["begin", ada], ["decide", ada, true, undefined]],
  ["  no-go  It is late. ", { kind: "deciding", experiment: "slow" }, ["decide", ada, false, "It is late."]],
  ["note no-go is  a word", reviewing, ["note", ada, "no-go is  a word"]],
  ["learned A cache helps.", reviewing, ["learn", ada, "A cache helps."]],
  ["next", reviewing, ["reviewed", ada]],
  ["again", reviewing, ["again", ada]],
  ["end", { kind: "closing" }, ["end", ada]],
  ["leave", reviewing, ["leave", ada, "the leader left"]],
  ["here", { kind: "gathering" }, ["come", grace], ["come", linus]],
  ["here Linus", { kind: "gathering" }, ["come", linus]],
  ["here Barbara Liskov as scribe", { kind: "gathering" }, ["come", { name: "Barbara Liskov", role: "scribe" }]],
  ["here Ada", { kind: "gathering" }, ["come", ada]],
  ["here Eve", { kind: "gathering" }, ["come", { name: "Eve", role: "observer" }]],
  ["gone Grace", reviewing, ["go", grace]],
  [
    "finding high Linus The alarm came -- late -- It *was*.",
    reviewing,
    ["file", ada, { severity: "high", owner: "Linus", title: "The alarm came", text: "late -- It *was*." }],
  ],
  [
    'finding low "Barbara L." Alarm',
    reviewing,
    ["file", ada, { severity: "low", owner: "Barbara L.", title: "Alarm", text: "" }],
  ],
  ["   ", reviewing],
] as const) {
  test(`"${line}" at ${stage.kind} asks the desk for what it says`, async () => {
    const { asked, at } = deskAt(stage);
    await sayLine(line, at);
    assert.deepEqual(asked, expected);
  });
}

test("a line that says nothing known is refused with what makes sense now", async () => {
  const { asked, at } = deskAt(reviewing);
  for (const line of [
    "nonsense",
    "toString",
    "finding",
    "finding urgent Linus Alarm",
    "finding high Linus",
    "here Eve as leader",
    "gone Eve",
  ])
    await assert.rejects(sayLine(line, at), { exitCode: 64 }, line);
  assert.deepEqual(asked, []);
  await assert.rejects(sayLine("nxt", at), (error: { hint?: string }) =>
    /learned TEXT, finding .*, next/.test(error.hint ?? ""),
  );
});

test("a sentence that begins with a word which stands alone does nothing, and says so", async () => {
  for (const [line, stage] of [
    ["go\nlearned It held.", { kind: "deciding", experiment: "slow" }],
    ["next time with more load", reviewing],
    ["end of the first part", { kind: "closing" }],
  ] as const) {
    const { asked, at } = deskAt(stage);
    await assert.rejects(sayLine(line, at), { exitCode: 64, message: /stands alone, and nothing was done$/ });
    assert.deepEqual(asked, []);
  }
  const { asked, at } = deskAt({ kind: "running", experiment: "slow", run: "r" } as DayStage);
  await sayLine("stop it now", at);
  assert.deepEqual(asked, [["stop", ada]]);
});

test("a person is asked for what a line lacks", async () => {
  const { asked, at } = deskAt(reviewing, ["The alarm came late", "?", "h", "Linus", ""]);
  await sayLine("finding", at);
  assert.deepEqual(asked, [
    ["file", ada, { title: "The alarm came late", severity: "high", owner: "Linus", text: "" }],
  ]);
});

for (const answers of [[""], ["The alarm came late", ""], ["The alarm came late", "?", ""], ["Late", "high", " "]]) {
  test(`a finding is dropped by Enter after ${JSON.stringify(answers)}`, async () => {
    const { asked, at } = deskAt(reviewing, answers);
    await sayLine("finding", at);
    assert.deepEqual(asked, []);
  });
}

for (const [line, ...answers] of [
  ["finding", LONG, "high", "Linus", "It *was*.", LONG, "The alarm came late"],
  [`finding high Linus ${LONG} -- It *was*.`, "The alarm came late"],
]) {
  test(`nothing of a finding with too long a title is lost: ${line?.slice(0, 20)}`, async () => {
    const { asked, at } = deskAt(reviewing, answers);
    await sayLine(line ?? "", at);
    const draft = { title: "The alarm came late", severity: "high", owner: "Linus", text: `${LONG}\n\nIt *was*.` };
    assert.deepEqual(asked, [["file", ada, draft]]);
  });
}

test("a text that is too long takes no other part of a finding with it", async () => {
  const { asked, at } = deskAt(reviewing, ["Late", "high", "L".repeat(201), "x".repeat(10_001), "Linus", "It was."]);
  await sayLine("finding", at);
  assert.deepEqual(asked, [["file", ada, { title: "Late", severity: "high", owner: "Linus", text: "It was." }]]);
  const dropped = deskAt(reviewing, [LONG, "high", "Linus", "It was.", ""]);
  await sayLine("finding", dropped.at);
  assert.deepEqual(dropped.asked, []);
});

test("while a run is under way, some lines don't wait for its end", () => {
  assert.deepEqual(["stop", "note x", "leave", "nonsense", "here"].map(isForRuns), [true, true, true, true, true]);
  assert.deepEqual(["go", "learned x", "next", "end", "again", "finding"].map(isForRuns), [
    false,
    false,
    false,
    false,
    false,
    false,
  ]);
});
