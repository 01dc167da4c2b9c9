import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { describe, test } from "node:test";
import { gamedayJsonSchema } from "../../../src/files/gameday/gameday-schema.ts";
import { parseGameday } from "../../../src/files/gameday/parse-gameday.ts";
import { parseSpent } from "../../../src/files/gameday/spent-file.ts";
import { gamedayText } from "./gameday-example.ts";

const read = (text: string) => parseGameday({ path: "gameday.yaml", text }).gameday;
const EVERY = "every: 2 weeks on Tuesday 10:00 Europe/London";
const STAGING = "environment: { is: staging, on: local }";
const production = (window: string) => `environment:
  is: production
  approver: Barbara
  window: ${window}
  max-services: 2
  rate: { prometheus: "http://127.0.0.1:9090", query: "sum(rate(requests_total[5m]))", below: 50/s }`;

test("schema/gameday.schema.json is fresh", () => {
  const committed = readFileSync(new URL("../../../schema/gameday.schema.json", import.meta.url), "utf8");
  const refresh = "run: node_modules/.bin/node src/cli.ts schema gameday > schema/gameday.schema.json";
  assert.deepEqual(JSON.parse(committed), JSON.parse(JSON.stringify(gamedayJsonSchema())), refresh);
});

describe("a game day's file", () => {
  test("is read, a zone by the database's spelling", () => {
    const { when, title, participants, environment } = read(gamedayText(["Europe/London", "europe/london"]));
    assert.deepEqual(when, { first: "2026-12-01", time: "10:00", zone: "Europe/London", everyWeeks: 2 });
    assert.equal(title, "checkout-game-day");
    assert.deepEqual(participants, { leader: "Ada", scribe: "Grace", observers: ["Linus"] });
    assert.deepEqual(environment, { is: "staging", on: "local" });
  });

  test("has one date in place of many", () => {
    const once = gamedayText([EVERY, "at: 2026-12-01 10:00 Asia/Kolkata"], ["from: 2026-12-01\n", ""]);
    assert.deepEqual(read(once).when, { first: "2026-12-01", time: "10:00", zone: "Asia/Kolkata" });
  });

  test("may have a window that crosses midnight, which the day is all inside of", () => {
    const night = (time: string) => gamedayText(["10:00", time], [STAGING, production("22:00 to 02:00")]);
    assert.equal(read(night("23:30")).environment.is, "production");
    assert.equal(read(night("00:00")).environment.is, "production");
    for (const time of ["00:01", "21:59", "12:00"])
      assert.throws(() => read(night(time)), /:9:11 environment.window: a day/);
  });

  for (const [part, by, message] of [
    ["Tuesday", "Tuseday", /:2:19 every: found "Tuseday"; did you mean "Tuesday"\?/],
    [
      "Europe/London",
      "Europe/Lodnon",
      /:2:33 every: there is no time zone "Europe\/Lodnon".*did you mean "Europe\/London"\?/,
    ],
    ["Europe/London", "London", /there is no time zone "London".*did you mean "Europe\/London"\?/],
    ["Europe/London", "+01:00", /there is no time zone "\+01:00"/],
    ["10:00", "10am", /:2:27 every: found "10am"; expected a time of day: 10:00/],
    ["2 weeks", "0 weeks", /:2:8 every: found "0"; expected a whole number of weeks from 1 to 52/],
    [EVERY, "every: fortnight", /:2:8 every: found "fortnight"; expected `2 weeks on/],
    [
      "from: 2026-12-01",
      "from: 2026-12-02",
      /:3:7 from: 2026-12-02 is a Wednesday, and `every` says Tuesday; did you mean "2026-12-08"\?/,
    ],
    ["from: 2026-12-01", "from: 2026-02-30", /:3:7 from: found "2026-02-30"; expected a date/],
    ["from: 2026-12-01\n", "", /from: is missing: the date of the first/],
    [`${EVERY}\nfrom: 2026-12-01\n`, "", /says nothing of when it is/],
    ["lasts: 2h", "at: 2026-12-01 10:00 UTC\nlasts: 2h", /:4:1 at: has no place beside `every`/],
    ["run: pricing-slow.yaml", 'run: "a\\nb"', /:8:10 experiments\[0\].run: expected one line of text/],
    ["scribe:", "scrbe:", /participants.scrbe: unknown key; did you mean "scribe"\?/],
    ["is: staging", "is: stagin", /environment.is: found "stagin"; did you mean "staging"\?/],
    [STAGING, production("22:00"), /:9:11 environment.window: found "22:00"; a window has two times/],
    [STAGING, production("22:00 to 22:00"), /a window has two times/],
    [
      STAGING,
      "environment: { is: production }",
      /environment.approver: found nothing|environment.approver: is missing/,
    ],
    [
      "way-back:\n  - brownout recover\n",
      "budget: { slo: 100%, window: 30d, spent: x.yaml }\n",
      /budget.slo: found "100%"/,
    ],
    ["way-back:\n  - brownout recover\n", "budget: { slo: 99%, window: 30, spent: x.yaml }\n", /way-back: is missing/],
  ] as const) {
    test(`is refused with ${JSON.stringify(by)} for ${JSON.stringify(part)}`, () => {
      assert.throws(() => read(gamedayText([part, by])), { code: "E_GAMEDAY", message });
    });
  }
});

const page = readFileSync(new URL("../../../docs/gameday.md", import.meta.url), "utf8");
const [whole = "", ...parts] = [...page.matchAll(/```yaml\n(.*?)```/gs)].map(([, text = ""]) => text);

/** The text of each top-level key. */
const sections = (text: string) => text.split(/^(?=[a-z][a-z-]*:)/m).map((part) => [part.split(":")[0], part] as const);

describe("docs/gameday.md", () => {
  test("has a whole file that is right", () => void read(whole));

  for (const part of parts.filter((text) => !text.startsWith("as-of"))) {
    test(`has a part that is right, ${part.split(":")[0]}`, () => {
      const night = whole.replace("10:00", "22:00");
      read([...new Map([...sections(night), ...sections(part)]).values()].join("\n"));
    });
  }

  test("has a file of what was spent that is right", () => {
    const text = parts.find((one) => one.startsWith("as-of")) ?? "";
    assert.equal(parseSpent({ path: "error-budget.yaml", text }).failed, 12_000);
  });
});
