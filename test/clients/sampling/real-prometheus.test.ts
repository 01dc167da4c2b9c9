import assert from "node:assert/strict";
import { chmod, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { readAlert, readPrometheus } from "../../../src/clients/sampling/prometheus.ts";
import type { PrometheusSignal } from "../../../src/files/experiment/sampled-signal.ts";
import { docker, withoutImage } from "../../support/docker.ts";
import { testsNeeding } from "../../support/needs.ts";
import { temporaryFolder } from "../../support/temporary-folder.ts";

const image = "prom/prometheus:v2.42.0";
const never = new AbortController().signal;
const { describe, test } = testsNeeding(await withoutImage(image));

describe("the real Prometheus", () => {
  test("says how many instances of an alert fire, as the stand-in does", async (context) => {
    const folder = await temporaryFolder(context);
    const rules = `groups:
  - name: some
    interval: 1s
    rules:
      - { alert: Both, expr: 'label_replace(vector(1), "of", "a", "", "") or vector(2)' }
      - { alert: Quiet, expr: vector(1) > 1 }
      - { alert: Waits, expr: vector(1), for: 1h }
      - { alert: Broken, expr: 'label_replace(vector(1), "of", "a", "", "") * on() (label_replace(vector(1), "of", "a", "", "") or vector(2))' }
`;
    await Promise.all([
      writeFile(join(folder, "rules.yml"), rules),
      writeFile(join(folder, "prometheus.yml"), "rule_files: [rules.yml]\n"),
      chmod(folder, 0o755),
    ]);
    const options = ["--config.file=/config/prometheus.yml", "--storage.tsdb.path=/prometheus"];
    const mount = ["--volume", `${folder}:/config:ro`];
    const id = await docker("run", "--detach", "--publish", "127.0.0.1::9090", ...mount, image, ...options);
    context.after(() => docker("rm", "--force", "--volumes", id));
    const url = `http://${await docker("port", id, "9090/tcp")}`;
    const ask = (alert: string) => readAlert({ name: "alarm", everyMs: 1000, staleAfterMs: 15_000, url, alert }, never);
    await isUp(() => ask("Both"));

    assert.deepEqual([await ask("Both"), await ask("Quiet"), await ask("Waits")], [2, 0, 0]);
    await assert.rejects(ask("Queit"), { code: "E_SIGNAL", message: /no alert Queit; did you mean "Quiet"/ });
    await assert.rejects(ask("Broken"), {
      code: "E_NO_SAMPLE",
      message: /^Prometheus could not evaluate Broken: .*many/,
    });
  });

  test("is read, and refuses and lacks as the stand-in does", async (context) => {
    const options = ["--config.file=/dev/null", "--storage.tsdb.path=/prometheus"];
    const id = await docker("run", "--detach", "--publish", "127.0.0.1::9090", image, ...options);
    context.after(() => docker("rm", "--force", "--volumes", id));
    const url = `http://${await docker("port", id, "9090/tcp")}`;
    const ask = (query: string) => readPrometheus({ ...signal, url, query }, never);
    await isUp(ask);

    assert.equal(await ask("vector(4.5) - 0.25"), 4.25);
    assert.equal(await ask("scalar(vector(-7))"), -7);
    await assert.rejects(ask("nothing_of_that_name"), { code: "E_NO_SAMPLE", message: "the query gave no series" });
    await assert.rejects(ask("vector(0) / 0"), { code: "E_NO_SAMPLE", message: "the query gave NaN" });
    await assert.rejects(ask("vector(1) / 0"), { code: "E_NO_SAMPLE", message: "the query gave +Inf" });
    const two = 'label_replace(vector(1), "of", "a", "", "") or vector(2)';
    await assert.rejects(ask(two), { code: "E_SIGNAL", message: /gives 2 series, such as \{of="a"\} and \{\}/ });
    await assert.rejects(ask("vector(1)[5m:1s]"), { code: "E_SIGNAL", message: /gives a matrix/ });
    await assert.rejects(ask("sum("), { code: "E_SIGNAL", message: /refuses the query: .*parse error/ });

    await docker("pause", id);
    await assert.rejects(
      readPrometheus({ ...signal, url, query: "vector(1)" }, AbortSignal.timeout(200)),
      (error: Error) => error.name === "TimeoutError",
    );
    await docker("unpause", id);
    assert.equal(await ask("vector(1)"), 1);
    await docker("kill", id);
    await assert.rejects(ask("vector(1)"), { code: "E_NO_SAMPLE", message: /does not answer/ });
  });
});

const signal: PrometheusSignal = { name: "errors", url: "", query: "", everyMs: 1000, staleAfterMs: 15_000 };

/** It takes a second or two until it answers. */
async function isUp(ask: (query: string) => Promise<number>): Promise<void> {
  const endMs = performance.now() + 30_000;
  for (;;) {
    try {
      await ask("vector(1)");
      return;
    } catch (error) {
      if (performance.now() > endMs) throw error;
    }
  }
}
