import assert from "node:assert/strict";
import { execFile } from "node:child_process";
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { after, describe, test } from "node:test";
import { promisify } from "node:util";
import type { CommandContext, Terminal } from "../../../src/cli/commands/context.ts";
import { validateCommand } from "../../../src/cli/commands/validate.ts";
import { example } from "../../files/experiment/stand-ins.ts";
import { FakeClock } from "../../support/fake-clock.ts";

const folder = mkdtempSync(join(tmpdir(), "brownout-validate-"));
after(() => rmSync(folder, { recursive: true }));

const graph = new URL("../../../fixtures/graphs/checkout.yaml", import.meta.url).pathname;
const compose = new URL("../../../docker-compose.yml", import.meta.url).pathname;
const right = example
  .replace("../fixtures/graphs/checkout.yaml", graph)
  // Measures the edge that the example's criteria speak of.
  .replace("../docker-compose.yml", `{ file: ${compose}, proxy: brownout }`);

function write(name: string, content: string | Uint8Array): string {
  const path = join(folder, name);
  writeFileSync(path, content);
  return path;
}

function validate(...args: readonly string[]) {
  return validateOn(undefined, ...args);
}

async function validateOn(terminal: Terminal | undefined, ...args: readonly string[]) {
  const seen = { out: [] as string[], err: [] as string[], exitCode: 0 };
  const context: CommandContext = {
    out: (text) => void seen.out.push(text),
    deliver: (text) => void seen.out.push(text),
    keptElsewhere: () => undefined,
    undelivered: (error) => {
      throw error;
    },
    conceal: () => undefined,
    err: (text) => void seen.err.push(text),
    exitCode: (code) => {
      seen.exitCode = code;
    },
    clock: new FakeClock(),
    signal: new AbortController().signal,
    interrupt: () => assert.fail("validate has nothing to interrupt"),
    onInterrupt: () => () => undefined,
    terminal,
  };
  await validateCommand(context).exitOverride().parseAsync(args, { from: "user" });
  return seen;
}

test("says ok of every file that is right, with its graph", async () => {
  const [a, b] = [write("a.yaml", right), write("b.yaml", right)];
  assert.deepEqual(await validate(a, b), { out: [`ok ${a}`, `ok ${b}`], err: [], exitCode: 0 });
});

test("checks every file, and ends with 64 when one is wrong", async () => {
  const wrong = write("wrong.yaml", right.replace("callee: pricing", "").replace("2800ms", "2800"));
  const ok = write("ok.yaml", right);
  const { out, err, exitCode } = await validate(wrong, ok);
  assert.deepEqual(out, [`ok ${ok}`]);
  assert.deepEqual(err, [
    `${wrong}:27:14 faults[0].latency: found 2800; a duration is a number with its unit: 250ms, 2.8s, 1m`,
  ]);
  assert.equal(exitCode, 64);
});

test("breaks a long problem between words where a terminal would break it anywhere", async () => {
  const terminal = { size: () => ({ columns: 80, rows: 24 }) } as Terminal;
  const { err } = await validateOn(terminal, write("long.yaml", right.replace("2800ms", "2800")));
  const [first = "", second = ""] = err.join("\n").split("\n");
  assert.match(first, /found 2800;.* a$/);
  assert.equal(`${first.split("found")[1]} ${second}`, " 2800; a duration is a number with its unit: 250ms, 2.8s, 1m");
});

test("looks for a run that is replayed in the folder that it is told", async () => {
  const file = write(
    "replay.yaml",
    right.replace("2800ms", "{ like: gone, phase: fault }").replace(/ *jitter: .*\n/, ""),
  );
  const { err, exitCode } = await validate(file, "--runs", join(folder, "kept"));
  assert.match(err.join("\n"), /latency\.like: there is no such run in .*\/kept; one elsewhere/);
  assert.equal(exitCode, 64);
});

test("takes the graph's path from the experiment's folder", async () => {
  write("shop.yaml", "name: shop\nservices:\n  gateway: { routes: { POST /checkout: {} } }\n");
  const file = write("relative.yaml", example.replace("../fixtures/graphs/checkout.yaml", "./shop.yaml"));
  const { err } = await validate(file);
  assert.match(err.join("\n"), /system\.variant: .*shop\.yaml has no variant "protected"/);
});

describe("a Compose file", () => {
  test("whose images may change is warned of, and the experiment is right all the same", async () => {
    const floating = write("floating.yml", "services:\n  db: { image: postgres }\n  web: { image: 'nginx:1.27.0' }\n");
    const file = write("floating.yaml", right.replace(compose, floating));
    const { out, err, exitCode } = await validate(file);
    assert.deepEqual(out, [`ok ${file}`]);
    assert.equal(exitCode, 0);
    assert.deepEqual(err, [
      `warning: ${floating}: service db: the image postgres has no tag; pin a version, or runs can't be compared`,
    ]);
  });

  test("that isn't there, or is none, is warned of", async () => {
    const file = write("absent.yaml", right.replace(compose, "./absent.yml"));
    assert.match((await validate(file)).err.join("\n"), /^warning: cannot read .*absent\.yml: there is no such file$/);
    write("broken.yml", "services: [");
    const broken = write("broken.yaml", right.replace(compose, "./broken.yml"));
    const { err, exitCode } = await validate(broken);
    assert.match(err.join("\n"), /^warning: .*broken\.yml is no YAML/);
    assert.equal(exitCode, 0);
  });
});

test("warns of criteria on edges that nothing would measure on Compose, with what would", async () => {
  const file = write("edge.yaml", right.replace("proxy: brownout", "proxy: toxiproxy"));
  const { out, err, exitCode } = await validate(file);
  assert.deepEqual(out, [`ok ${file}`]);
  assert.equal(exitCode, 0);
  assert.match(
    err.join("\n"),
    /^warning: on compose, "\(checkout -> pricing\)\.amplification < 1\.5": Toxiproxy .*`proxy: brownout`.* Prometheus$/,
  );
});

describe("files that can't be read", () => {
  for (const [name, path, problem] of [
    ["missing", () => join(folder, "none.yaml"), /^cannot read .*none\.yaml: there is no such file$/],
    ["a folder", () => folder, /^cannot read .*: it is a folder$/],
    ["endless", () => "/dev/zero", /^\/dev\/zero is larger than 256 KiB$/],
    ["not UTF-8", () => write("latin1.yaml", Uint8Array.of(0x61, 0x3a, 0x20, 0xe4)), /latin1\.yaml is not UTF-8 text$/],
    ["10 MB", () => write("large.yaml", "a: b\n".repeat(2_000_000)), /large\.yaml is larger than 256 KiB$/],
    [
      "a missing graph",
      () => write("no-graph.yaml", right.replace(graph, "none.yaml")),
      /no-graph\.yaml:7:10 system\.graph: cannot read .*none\.yaml: there is no such file$/,
    ],
  ] as const) {
    test(name, async () => {
      const { out, err, exitCode } = await validate(path());
      assert.deepEqual(out, []);
      assert.match(err.join("\n"), problem);
      assert.equal(exitCode, 64);
    });
  }
});

describe("variables", () => {
  const file = write("variables.yaml", right.replace("200/s", `\${BROWNOUT_TEST_RATE}`));
  const rateOf = async (...args: string[]) => (await validate(file, ...args)).err.join("\n");

  test("come from --var, then --var-file, then the environment", async () => {
    assert.match(await rateOf(), /the variable BROWNOUT_TEST_RATE is not set/);
    process.env.BROWNOUT_TEST_RATE = "environment";
    try {
      const shown = /found "\$\{BROWNOUT_TEST_RATE\}"/;
      assert.match(await rateOf(), shown);
      assert.equal(await rateOf("--var-file", write("right.env", "BROWNOUT_TEST_RATE=500/s\n")), "");
      process.env.BROWNOUT_TEST_RATE = "500/s";
      const variables = write("x.env", "BROWNOUT_TEST_RATE=file\n");
      assert.match(await rateOf("--var-file", variables), shown);
      assert.match(await rateOf("--var-file", variables, "--var", "BROWNOUT_TEST_RATE=a=b"), /found "a=b"/);
      assert.equal(await rateOf("--var", "OTHER=1", "--var", "BROWNOUT_TEST_RATE=500/s"), "");
    } finally {
      delete process.env.BROWNOUT_TEST_RATE;
    }
  });

  test("a wrong assignment is a wrong command line", async () => {
    await assert.rejects(validate(file, "--var", "1A=x"), { code: "commander.invalidArgument" });
  });
});

test("gives all that it finds as JSON, to programs", async () => {
  const wrong = write("wrong.yaml", right.replace("2800ms", "2800"));
  const ok = write("ok.yaml", right);
  const { out, err, exitCode } = await validate(ok, wrong, join(folder, "none.yaml"), "--json");
  assert.deepEqual(err, []);
  assert.equal(exitCode, 64);
  const message = "found 2800; a duration is a number with its unit: 250ms, 2.8s, 1m";
  assert.deepEqual(JSON.parse(out.join("\n")), [
    { file: ok, ok: true, warnings: [] },
    {
      file: wrong,
      ok: false,
      code: "E_EXPERIMENT",
      exitCode: 64,
      message: `${wrong}:27:14 faults[0].latency: ${message}`,
      problems: [{ file: wrong, line: 27, column: 14, path: "faults[0].latency", message }],
    },
    {
      file: join(folder, "none.yaml"),
      ok: false,
      code: "E_USAGE",
      exitCode: 64,
      message: `cannot read ${join(folder, "none.yaml")}: there is no such file`,
      problems: [],
    },
  ]);
});

test("loads none of Node's modules that take longer than a file that needs none of them", async () => {
  const cli = new URL("../../../src/cli.ts", import.meta.url).pathname;
  const list = 'process.on("exit", () => console.log(process.moduleLoadList.join("\\n")));';
  const hook = `data:text/javascript,${encodeURIComponent(list)}`;
  const { stdout } = await promisify(execFile)(process.execPath, [
    "--import",
    hook,
    cli,
    "validate",
    write("needs-none.yaml", right),
  ]);
  const lines = stdout.split("\n");
  assert.ok(lines.includes("NativeModule events"), "the list isn't what it was");
  const slow = ["crypto", "http", "http2", "https", "tls"];
  assert.deepEqual(
    slow.filter((module) => lines.includes(`NativeModule ${module}`)),
    [],
  );
});
