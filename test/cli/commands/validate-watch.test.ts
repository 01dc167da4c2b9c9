import assert from "node:assert/strict";
import fs, { mkdirSync, readFileSync, renameSync, rmSync, writeFileSync } from "node:fs";
import { syncBuiltinESMExports } from "node:module";
import { join } from "node:path";
import { type TestContext, test } from "node:test";
import type { CommandContext } from "../../../src/cli/commands/context.ts";
import { validateCommand } from "../../../src/cli/commands/validate.ts";
import { UsageError } from "../../../src/values/errors.ts";
import { example } from "../../files/experiment/stand-ins.ts";
import { FakeClock } from "../../support/fake-clock.ts";
import { temporaryFolder } from "../../support/temporary-folder.ts";

const graph = readFileSync(new URL("../../../fixtures/graphs/checkout.yaml", import.meta.url), "utf8");

/** A clock that says when somebody begins to wait. */
class WatchedClock extends FakeClock {
  #waits = Promise.withResolvers<void>();

  override after(delayMs: number, run: () => void): () => void {
    this.#waits.resolve();
    return super.after(delayMs, run);
  }

  /** Moves on to the end of a wait, once it has begun. */
  async pass(): Promise<void> {
    await this.#waits.promise;
    this.#waits = Promise.withResolvers<void>();
    await this.advance(100);
  }
}

/** A command that watches an experiment and its graph, each in a folder of its own. */
async function watching(context: TestContext) {
  const folder = await temporaryFolder(context);
  const path = (name: string) => join(folder, name);
  mkdirSync(path("graphs"));
  writeFileSync(path("graphs/shop.yaml"), graph);
  const text = example.replace("../fixtures/graphs/checkout.yaml", "graphs/shop.yaml").replace(/ {2}compose: .*\n/, "");
  writeFileSync(path("x.yaml"), text);
  const said: string[] = [];
  let spoke = Promise.withResolvers<void>();
  const say = (words: string) => {
    said.push(words);
    spoke.resolve();
  };
  const clock = new WatchedClock();
  const interrupt = new AbortController();
  // Nothing goes on where the test fails.
  context.after(() => interrupt.abort());
  const codes: number[] = [];
  const world: CommandContext = {
    out: say,
    err: say,
    deliver: () => assert.fail(),
    keptElsewhere: () => undefined,
    undelivered: () => assert.fail(),
    conceal: () => undefined,
    clock,
    signal: interrupt.signal,
    interrupt: () => undefined,
    onInterrupt: () => () => undefined,
    exitCode: (code) => void codes.push(code),
    terminal: undefined,
  };
  const ended = validateCommand(world)
    .exitOverride()
    .parseAsync(["--watch", path("x.yaml")], { from: "user" });
  return {
    text,
    path,
    clock,
    ended,
    codes,
    interrupt: () => interrupt.abort("SIGINT"),
    /** Waits until something is said, and gives all that was said since the last call. */
    async next() {
      await spoke.promise;
      spoke = Promise.withResolvers<void>();
      return said.splice(0).join("\n");
    },
    /** As editors do: another file comes to the place. */
    replace(name: string, content: string) {
      writeFileSync(path(`${name}.new`), content);
      renameSync(path(`${name}.new`), path(name));
    },
  };
}

test("validate --watch says once for each change what is so now, and ends with the last exit code", {
  timeout: 60_000,
}, async (context) => {
  const { text, path, clock, next, replace, interrupt, ended, codes } = await watching(context);
  assert.match(await next(), /^ok /);
  replace("x.yaml", text.replace("2800ms", "2800"));
  replace("x.yaml", text.replace("2800ms", "2900"));
  await clock.pass();
  assert.match(await next(), /^\S+:26:14 faults\[0\]\.latency: found 2900;[^\n]*$/);
  replace("x.yaml", text);
  await clock.pass();
  assert.match(await next(), /^ok /);
  rmSync(path("x.yaml"));
  await clock.pass();
  assert.match(await next(), /there is no such file/);
  interrupt();
  await ended;
  assert.deepEqual(codes, [0, 64, 0, 64]);
});

test("validate --watch sees the graph change, its folder go, and come again", { timeout: 60_000 }, async (context) => {
  const { path, clock, next, replace, interrupt, ended } = await watching(context);
  assert.match(await next(), /^ok /);
  replace("graphs/shop.yaml", graph.replaceAll("pricing", "prices"));
  await clock.pass();
  assert.match(await next(), /the graph has no service "pricing"/);
  renameSync(path("graphs"), path("away"));
  await clock.pass();
  assert.match(await next(), /cannot read .*graphs\/shop\.yaml: there is no such file/);
  mkdirSync(path("graphs.new"));
  writeFileSync(path("graphs.new/shop.yaml"), graph);
  renameSync(path("graphs.new"), path("graphs"));
  await clock.pass();
  assert.match(await next(), /^ok /);
  replace("graphs/shop.yaml", graph.replaceAll("pricing", "prices"));
  await clock.pass();
  assert.match(await next(), /the graph has no service "pricing"/);
  interrupt();
  await ended;
});

test("validate --watch sees a folder that is removed and made again at once", { timeout: 60_000 }, async (context) => {
  const { path, clock, next, replace, interrupt, ended } = await watching(context);
  assert.match(await next(), /^ok /);
  // The new folder may have the inode of the old one.
  rmSync(path("graphs"), { recursive: true });
  mkdirSync(path("graphs"));
  writeFileSync(path("graphs/shop.yaml"), graph);
  await clock.pass();
  assert.match(await next(), /^ok /);
  replace("graphs/shop.yaml", graph.replaceAll("pricing", "prices"));
  await clock.pass();
  assert.match(await next(), /the graph has no service "pricing"/);
  interrupt();
  await ended;
});

test("validate --watch ends where nothing more can be watched, and calls no right file wrong", async (context) => {
  const full = Object.assign(new Error("ENOSPC: System limit for number of file watchers reached"), { code: "ENOSPC" });
  const watch = context.mock.method(fs, "watch", () => {
    throw full;
  });
  syncBuiltinESMExports();
  context.after(() => {
    watch.mock.restore();
    syncBuiltinESMExports();
  });
  const { next, ended } = await watching(context);
  await assert.rejects(ended, (error: unknown) => error instanceof UsageError && error.cause === full);
  assert.match(await next(), /^ok [^\n]*$/);
});
