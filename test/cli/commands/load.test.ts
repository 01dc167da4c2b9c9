import assert from "node:assert/strict";
import { spawn } from "node:child_process";
import { once } from "node:events";
import { text } from "node:stream/consumers";
import { describe, it, type TestContext } from "node:test";
import { fileURLToPath } from "node:url";
import { loadCommand } from "../../../src/cli/commands/load.ts";
import { systemClock } from "../../../src/values/clock/system-clock.ts";
import { UsageError } from "../../../src/values/errors.ts";
import { answer, hang, refusedUrl, startTarget } from "../../load/target.ts";

const cli = fileURLToPath(new URL("../../../src/cli.ts", import.meta.url));

/** `brownout load ARGS` in a process of its own. */
function start(context: TestContext, ...args: string[]) {
  const child = spawn(process.execPath, [cli, "load", ...args], { stdio: ["ignore", "pipe", "pipe"] });
  context.after(() => child.kill("SIGKILL"));
  const ended = Promise.all([once(child, "close"), text(child.stdout), text(child.stderr)]).then(
    ([[code], stdout, stderr]) => ({ code, stdout, stderr }),
  );
  return { child, ended };
}

describe("brownout load", { timeout: 60_000 }, () => {
  it("prints one JSON object of what it measured", async (context) => {
    const { url } = await startTarget(context, answer);
    const { ended } = start(context, `${url}/`, "--rate", "200", "--duration", "500ms", "--json");
    const { code, stdout, stderr } = await ended;
    assert.equal(stderr, "");
    assert.equal(code, 0);
    const report = JSON.parse(stdout);
    assert.equal(report.kind, "open-loop");
    assert.equal(report.requests, 100);
    assert.equal(report.failures, 0);
    assert.deepEqual(report.errors, {});
    assert.ok(report.rate > 0 && report.rate <= 200);
    const { p50, p95, p99, max } = report.latency_ms;
    assert.ok(0 < p50 && p50 <= p95 && p95 <= p99 && p99 <= max);
    const lag = report.schedule_lag_ms;
    assert.ok(0 <= lag.p50 && lag.p50 <= lag.p99 && lag.p99 <= lag.max && lag.max <= max);
  });

  it("prints a table for people", async (context) => {
    const { ended } = start(context, await refusedUrl(), "--rate", "200/s", "--duration", "200ms");
    const { code, stdout } = await ended;
    assert.equal(code, 0);
    assert.match(stdout, /^requests +40\n/);
    assert.match(stdout, /failures +40 \(100\.00 %\)\n +ECONNREFUSED +40\n/);
    assert.match(stdout, /latency +p50 \S+ +p95 \S+ +p99 \S+ +max \S+\n/);
    assert.match(stdout, /schedule lag +p50 \S+ +p99 \S+ +max \S+\n$/);
  });

  it("sends the method, headers and body that it is told", async (context) => {
    const seen = new Set<string>();
    const { url } = await startTarget(context, async (request, response) => {
      const { method, headers } = request;
      seen.add(`${method} ${request.url} ${headers.a} ${headers.b} ${"traceparent" in headers} ${await text(request)}`);
      response.end();
    });
    const options = [
      "--header",
      "a: 1",
      "--header",
      "b: two words",
      "--body",
      "hello",
      "--rate",
      "100",
      "--duration",
      "100ms",
    ];
    assert.equal((await start(context, `${url}/x`, ...options).ended).code, 0);
    assert.equal((await start(context, `${url}/x`, ...options, "--method", "put", "--no-traceparent").ended).code, 0);
    assert.deepEqual([...seen], ["POST /x 1 two words true hello", "PUT /x 1 two words false hello"]);
  });

  it("waits for what is in flight until it times out", async (context) => {
    const { url } = await startTarget(context, hang);
    const { ended } = start(context, url, "--rate", "100", "--duration", "100ms", "--timeout", "400ms", "--json");
    const report = JSON.parse((await ended).stdout);
    assert.deepEqual({ errors: report.errors, in_flight: report.in_flight }, { errors: { timeout: 10 }, in_flight: 0 });
    assert.ok(Math.abs(report.latency_ms.p50 - 400) < 4);
  });

  for (const [signal, exitCode] of [
    ["SIGINT", 130],
    ["SIGTERM", 143],
  ] as const) {
    it(`prints what it measured so far at ${signal} and exits with ${exitCode}`, async (context) => {
      const arrived = Promise.withResolvers<void>();
      let seen = 0;
      const { url } = await startTarget(context, () => {
        if (++seen === 20) arrived.resolve();
      });
      const { child, ended } = start(context, url, "--rate", "100", "--duration", "1h", "--timeout", "1h", "--json");
      await arrived.promise;
      child.kill(signal);
      const { code, stdout } = await ended;
      assert.equal(code, exitCode);
      const report = JSON.parse(stdout);
      assert.ok(report.requests >= 20 && report.in_flight === report.requests);
      assert.ok(report.latency_ms.max > 100, "what is in flight counts with its age");
    });
  }

  it("ends with a run's exit code where something is expected of it", async (context) => {
    const { url } = await startTarget(context, answer);
    const load = [url, "--rate", "100", "--duration", "1s", "--json"];
    const all = ["error_rate <= 100%", "rate > 1000/s", "p99.99 < 9s"].map((expect) =>
      start(context, ...load, "--expect", "error_rate <= 100%", "--expect", expect),
    );
    const [held, missed, untold] = await Promise.all(all.map(({ ended }) => ended));
    assert.deepEqual([held?.code, missed?.code, untold?.code], [0, 1, 3]);
    const { verdict, exitCode, criteria, requests } = JSON.parse(missed?.stdout ?? "");
    assert.deepEqual({ verdict, exitCode, requests }, { verdict: "fail", exitCode: 1, requests: 100 });
    assert.deepEqual(
      criteria.map((one: { judgement: { holds: string } }) => one.judgement.holds),
      ["true", "false"],
    );
  });

  it("saturates a target with autocannon and says what its latencies are not for", async (context) => {
    const { url } = await startTarget(context, answer);
    const { ended } = start(context, url, "--kind", "autocannon", "--connections", "2", "--duration", "200ms");
    const { code, stdout } = await ended;
    assert.equal(code, 0);
    assert.match(stdout, /note +closed loop: .*not for a verdict/);
  });
});

describe("brownout load refuses", () => {
  const url = "http://127.0.0.1:1/";
  const wrong: { name: string; args: string[]; message: RegExp }[] = [
    { name: "no rate", args: [url], message: /--rate is missing/ },
    { name: "a rate of 0", args: [url, "--rate", "0"], message: /--rate 0: a rate is a number above 0.*1000\/s/ },
    { name: "a rate that is none", args: [url, "--rate", "fast"], message: /--rate fast/ },
    {
      name: "a duration without a unit",
      args: [url, "--rate", "1", "--duration", "10"],
      message: /number above 0 with its unit/,
    },
    { name: "a duration of 0", args: [url, "--rate", "1", "--duration", "0s"], message: /--duration 0s/ },
    { name: "a timeout that is none", args: [url, "--rate", "1", "--timeout", "x"], message: /--timeout x/ },
    {
      name: "a limit without a unit",
      args: [url, "--rate", "1", "--expect", "p99 < 3"],
      message: /at character 7.*300ms|300ms.*at character 7/,
    },
    {
      name: "recovery from nothing",
      args: [url, "--rate", "1", "--expect", "recovery < 3s"],
      message: /has no recovery/,
    },
    {
      name: "a window",
      args: [url, "--rate", "1", "--expect", "p99 < 3s over 1s"],
      message: /neither "over" nor "for"/,
    },
    {
      name: "criteria of a closed loop",
      args: [url, "--kind", "autocannon", "--expect", "p99 < 1s"],
      message: /--expect has no meaning/,
    },
    { name: "no URL", args: ["localhost:80", "--rate", "1"], message: /"localhost:80" is not a URL .*http:\/\// },
    { name: "another scheme", args: ["ftp://a/", "--rate", "1"], message: /is not a URL/ },
    { name: "an unknown template", args: [`${url}{{user}}`, "--rate", "1"], message: /\{\{user\}\} is not known/ },
    {
      name: "an unknown template in the body",
      args: [url, "--rate", "1", "--body", "{{x}}"],
      message: /\{\{x\}\} is not known/,
    },
    { name: "an unknown method", args: [url, "--rate", "1", "--method", "PSOT"], message: /PSOT/ },
    { name: "a header without a colon", args: [url, "--rate", "1", "--header", "a"], message: /write "Name: value"/ },
    { name: "a header of two lines", args: [url, "--rate", "1", "--header", "a: b\r\nc: d"], message: /in one line/ },
    { name: "no room in flight", args: [url, "--rate", "1", "--max-in-flight", "0"], message: /whole number from 1/ },
    { name: "a seed that is none", args: [url, "--rate", "1", "--seed", "1.5"], message: /--seed 1.5/ },
    {
      name: "connections of an open loop",
      args: [url, "--rate", "1", "--connections", "9"],
      message: /--connections has no meaning/,
    },
    {
      name: "arrivals of a closed loop",
      args: [url, "--kind", "autocannon", "--poisson"],
      message: /--poisson has no meaning/,
    },
    {
      name: "templates with autocannon",
      args: [`${url}{{id}}`, "--kind", "autocannon"],
      message: /templates need --kind open-loop/,
    },
    {
      name: "a short timeout with autocannon",
      args: [url, "--kind", "autocannon", "--timeout", "1ms"],
      message: /below 1s/,
    },
  ];
  for (const { name, args, message } of wrong) {
    it(name, async () => {
      const printed: string[] = [];
      const command = loadCommand({
        out: (line) => printed.push(line),
        deliver: (line) => printed.push(line),
        keptElsewhere: () => undefined,
        undelivered: (error) => {
          throw error;
        },
        conceal: () => undefined,
        err: (line) => printed.push(line),
        clock: systemClock,
        signal: new AbortController().signal,
        interrupt: () => assert.fail("nothing was started"),
        onInterrupt: () => () => undefined,
        exitCode: () => assert.fail("the error says it"),
        terminal: undefined,
      });
      await assert.rejects(command.exitOverride().parseAsync(args, { from: "user" }), (error) => {
        assert.ok(error instanceof UsageError, String(error));
        assert.equal(error.exitCode, 64);
        assert.match(`${error.message} ${error.hint}`, message);
        return true;
      });
      assert.deepEqual(printed, []);
    });
  }
});
