import assert from "node:assert/strict";
import { afterEach, beforeEach, describe, it } from "node:test";
import { agreeToProduction } from "../../../src/cli/commands/agree-to-production.ts";
import type { CommandContext, Terminal } from "../../../src/cli/commands/context.ts";
import { twoFaults } from "../../report/samples/plans.ts";

const inProduction = {
  ...twoFaults,
  where: "context eu-prod (https://10.0.0.1), namespace shop",
  production: "the context is called eu-prod",
};

/** A terminal on which somebody answers a question with a key. */
function terminalWith(key: string, canType = true): { terminal: Terminal; written: string[] } {
  const written: string[] = [];
  const onKey: Terminal["onKey"] = (listener) => {
    queueMicrotask(() => listener(key));
    return () => undefined;
  };
  const size = () => ({ columns: 80, rows: 24 });
  return { terminal: { colour: false, size, write: (text) => void written.push(text), canType, onKey }, written };
}

const contextOn = (terminal: Terminal | undefined) => ({ terminal }) as CommandContext;

describe("a run where it looks like production", () => {
  const { CI } = process.env;
  beforeEach(() => {
    delete process.env.CI;
  });
  afterEach(() => {
    if (CI !== undefined) process.env.CI = CI;
  });

  it("asks nobody where nothing looks like it", async () => {
    await agreeToProduction(twoFaults, {}, contextOn(undefined));
  });

  it("says where it is, and goes on after a y", async () => {
    const { terminal, written } = terminalWith("y");
    await agreeToProduction(inProduction, {}, contextOn(terminal));
    assert.match(
      written.join(""),
      /looks like production \(the context is called eu-prod\): context eu-prod .*namespace shop/,
    );
  });

  for (const key of ["n", "\r", "\x03", "yes"]) {
    it(`doesn't start after ${JSON.stringify(key)}`, async () => {
      const { terminal } = terminalWith(key);
      await assert.rejects(agreeToProduction(inProduction, {}, contextOn(terminal)), { code: "E_NOT_AGREED" });
    });
  }

  it("is refused where nobody can be asked", async () => {
    await assert.rejects(agreeToProduction(inProduction, { ci: true }, contextOn(terminalWith("y").terminal)), {
      code: "E_USAGE",
    });
    for (const terminal of [undefined, terminalWith("y", false).terminal]) {
      await assert.rejects(agreeToProduction(inProduction, {}, contextOn(terminal)), { code: "E_USAGE" });
    }
  });

  it("is refused in CI, terminal or not, unless an option says yes", async () => {
    process.env.CI = "true";
    const context = contextOn(terminalWith("y").terminal);
    await assert.rejects(agreeToProduction(inProduction, {}, context), { code: "E_USAGE" });
    await agreeToProduction(inProduction, { yesProduction: true }, context);
  });
});
