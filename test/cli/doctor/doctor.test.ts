import assert from "node:assert/strict";
import { describe, test } from "node:test";
import { doctorCommand } from "../../../src/cli/commands/doctor.ts";
import { type Check, there } from "../../../src/cli/doctor/check.ts";
import { checks, examine } from "../../../src/cli/doctor/examine.ts";
import { renderDoctor } from "../../../src/report/terminal/doctor.ts";
import { FakeClock } from "../../support/fake-clock.ts";
import { runCommand } from "../../support/run-command.ts";
import { fakeMachine } from "./fake-machine.ts";

const checkOf = (look: Check["look"]): Check => ({ name: "thing", enables: "everything", look });

describe("doctor", () => {
  test("looks at this machine, and ends well whatever it finds", async () => {
    const { out, exitCode } = await runCommand(doctorCommand, "--json");
    assert.equal(exitCode, 0);
    const found = JSON.parse(out) as { name: string; state: string; found: string; enables: string; get?: string }[];
    assert.deepEqual(
      found.map(({ name }) => name),
      checks.map(({ name }) => name),
    );
    for (const { name, state, get, enables } of found) {
      assert.equal(get !== undefined, state === "missing", name);
      assert.ok(enables.length > 0, name);
    }
    assert.deepEqual(found[0], {
      name: "Node",
      enables: "brownout itself",
      state: "there",
      found: process.versions.node,
    });
  });

  test("says the same in words, within 80 columns but for what is to be copied", async () => {
    const bare = await examine(fakeMachine({ nodeVersion: "20.1.0" }), new FakeClock());
    const lines = renderDoctor(bare, { columns: 80, colour: false });
    for (const line of lines) assert.ok(line.length <= 80 || line.includes("get it"), line);
    assert.deepEqual(lines.slice(0, 3), [
      "✗ Node        20.1.0",
      "    for       brownout itself",
      "    get it    install Node 22.22 or newer",
    ]);
  });

  test("keeps names apart from findings, says what it could not look at, and cuts nothing off", () => {
    const get = `kubectl label namespace ${"a-long-name-".repeat(8)}end brownout.dev/allow=true`;
    const lines = renderDoctor(
      [
        { name: "tools image", enables: "packet faults", state: "unknown", found: "no docker client to ask" },
        { name: "allowed", enables: "faults", state: "missing", found: "it isn't", get },
      ],
      { columns: 80, colour: false },
    );
    assert.equal(lines[0], "? tools image could not look: no docker client to ask");
    assert.ok(lines.includes(`    get it    ${get}`), lines.join("\n"));
    for (const { name } of checks) assert.ok(name.length <= "tools image".length, name);
  });

  test("gives up a check that hangs", async () => {
    const clock = new FakeClock();
    const hanging = checkOf(() => new Promise(() => undefined));
    const examined = examine(fakeMachine(), clock, [hanging, checkOf(async () => there("here"))]);
    await clock.advance(5000);
    const [first, second] = await examined;
    assert.equal(first?.state, "unknown");
    assert.match(first?.found ?? "", /no answer within 5000 ms/);
    assert.equal(second?.found, "here");
  });

  test("goes on when a check fails", async () => {
    const failing = checkOf(() => Promise.reject(new Error("it broke")));
    const [found] = await examine(fakeMachine(), new FakeClock(), [failing]);
    assert.deepEqual(found, {
      name: "thing",
      enables: "everything",
      state: "unknown",
      found: "it broke",
    });
  });
});
