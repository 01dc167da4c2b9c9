import assert from "node:assert/strict";
import { once } from "node:events";
import { createServer } from "node:http";
import type { AddressInfo } from "node:net";
import { type TestContext, test } from "node:test";
import type { Plan } from "../../../src/judge/plan/plan.ts";
import { containersPlatform } from "../../../src/platforms/containers/containers-platform.ts";
import { systemClock } from "../../../src/values/clock/system-clock.ts";

const select = "app=pricing";

/** The containers of a stand-in engine, by name; the test changes them. */
type Containers = Record<string, { readonly paused?: boolean; readonly goesAtEnd?: boolean }>;

/** Stands for an engine that has those containers and does nothing to them. */
async function startEngine(context: TestContext, containers: Containers): Promise<void> {
  const server = createServer(({ url = "" }, response) => {
    const [, name] = /\/containers\/([\w-]+)\/json$/.exec(url) ?? [];
    const found = name === undefined ? undefined : containers[name];
    if (name !== undefined && found === undefined) response.writeHead(404);
    response.setHeader("content-type", "application/json");
    const listed = () => Object.keys(containers).map((Id) => ({ Id, Labels: {} }));
    const inspected = () => ({
      Id: name,
      Name: `/${name}`,
      State: { Running: true, Paused: found?.paused ?? false, Pid: 1, StartedAt: "", ExitCode: 0, OOMKilled: false },
      NetworkSettings: { Ports: {}, Networks: {} },
      HostConfig: { AutoRemove: found?.goesAtEnd ?? false },
    });
    const version = { ApiVersion: "1.45", Version: "26.0.0" };
    response.end(JSON.stringify(url.includes("version") ? version : name === undefined ? listed() : inspected()));
  }).listen(0, "127.0.0.1");
  await once(server, "listening");
  const before = process.env.DOCKER_HOST;
  process.env.DOCKER_HOST = `tcp://127.0.0.1:${(server.address() as AddressInfo).port}`;
  context.after(() => {
    if (before === undefined) delete process.env.DOCKER_HOST;
    else process.env.DOCKER_HOST = before;
    server.close();
    server.closeAllConnections();
  });
}

/** An experiment with a fault on those containers, as far as the platform looks at it. */
const experimentWith = (type: string) => {
  const fault = { id: `${type}-1`, type, on: { kind: "service", service: select } };
  return { name: "pricing", system: { containers: { select } }, faults: [fault] } as unknown as Plan["experiment"];
};

test("a fault on containers that somebody has paused is refused: its undo would let them go on", async (context) => {
  await startEngine(context, { one: {}, two: { paused: true } });
  const platform = containersPlatform({ clock: systemClock });
  for (const type of ["pause", "kill", "restart"]) {
    const { refused } = await platform.capabilities(experimentWith(type));
    const instead = "let it go on: docker unpause two";
    assert.deepEqual(refused, {
      [`${type}-1`]: { why: "somebody has paused two, and the undo would let it go on", instead },
    });
  }
  const others = await platform.capabilities(experimentWith("cpu"));
  assert.deepEqual(others.refused, {});
});

test("no container is hit that wasn't there when it was planned, or that is no longer as it was", async (context) => {
  const containers: Containers = { one: {}, two: {} };
  await startEngine(context, containers);
  const platform = containersPlatform({ clock: systemClock });
  const experiment = experimentWith("kill");
  await platform.capabilities(experiment);
  const { up } = await platform.prepare({ experiment, faults: [] } as unknown as Plan, {
    runId: "a",
    logFolder: "/nowhere",
  });
  const bringUp = () => up(AbortSignal.timeout(20_000));
  assert.equal((await bringUp()).replicas.replicasOf(select).length, 2);

  containers.three = { goesAtEnd: true };
  delete containers.one;
  const message = `the containers of ${select} aren't those that were planned for any more: three has come, one is gone`;
  await assert.rejects(bringUp(), { code: "E_NO_CONTAINER", message });

  delete containers.three;
  containers.one = { paused: true };
  await assert.rejects(bringUp(), {
    code: "E_NO_CONTAINER",
    message: /^kill-1 can't be made any more: somebody has paused one/,
  });
});
