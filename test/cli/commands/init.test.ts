import assert from "node:assert/strict";
import { chmodSync, chownSync, mkdirSync, readdirSync, readFileSync, statSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { describe, type TestContext, test } from "node:test";
import { initCommand } from "../../../src/cli/commands/init.ts";
import { planCommand } from "../../../src/cli/commands/plan.ts";
import { validateCommand } from "../../../src/cli/commands/validate.ts";
import { interpolated, listOfVariables, networks, webShop } from "../../files/init/projects.ts";
import { asNobody, NOBODY } from "../../support/as-nobody.ts";
import { docker, withoutImage } from "../../support/docker.ts";
import { testsNeeding } from "../../support/needs.ts";
import { runCommand } from "../../support/run-command.ts";
import { temporaryFolder } from "../../support/temporary-folder.ts";

/** A folder with a Compose file in it. */
async function projectIn(context: TestContext, text: string): Promise<{ folder: string; compose: string }> {
  const folder = await temporaryFolder(context);
  const compose = join(folder, "docker-compose.yml");
  writeFileSync(compose, text);
  return { folder, compose };
}

describe("init", () => {
  test("writes an experiment that can be planned", async (context) => {
    const folder = await temporaryFolder(context);
    const { out } = await runCommand(initCommand, "--out", folder);
    const file = join(folder, "slow-pricing.yaml");
    assert.match(out, new RegExp(`wrote ${file}`));
    const validated = await runCommand(validateCommand, file);
    assert.deepEqual([validated.out, validated.err], [`ok ${file}`, ""]);
    assert.doesNotMatch((await runCommand(planCommand, file)).out, /WARNING/);
  });

  test("overwrites nothing", async (context) => {
    const folder = await temporaryFolder(context);
    writeFileSync(join(folder, "slow-pricing.yaml"), "mine");
    const refused = { exitCode: 64, message: /there already/, hint: /--diff.* --force.* --out/ };
    await assert.rejects(runCommand(initCommand, "--out", folder), refused);
    assert.equal(readFileSync(join(folder, "slow-pricing.yaml"), "utf8"), "mine");
  });

  test("takes edges only with a Compose file", async () => {
    await assert.rejects(runCommand(initCommand, "--edge", "a->b:80"), { exitCode: 64, hint: /--compose/ });
    await assert.rejects(runCommand(initCommand, "--redirect"), { exitCode: 64, hint: /--compose/ });
  });
});

describe("init --compose", () => {
  for (const [name, text] of Object.entries({ webShop, listOfVariables, networks })) {
    test(`writes what validates, and leaves the file as it is (${name})`, async (context) => {
      const { folder, compose } = await projectIn(context, text);
      const { out } = await runCommand(initCommand, "--compose", compose);
      assert.equal(readFileSync(compose, "utf8"), text);
      const written = readdirSync(folder).filter((file) => file !== "docker-compose.yml");
      assert.equal(written.length, 3);
      for (const file of written) assert.match(out, new RegExp(`wrote ${join(folder, file)}`));
      const experiment = written.find((file) => file.startsWith("slow-")) ?? "";
      assert.deepEqual(await runCommand(validateCommand, join(folder, experiment)), {
        out: `ok ${join(folder, experiment)}`,
        err: "",
        exitCode: 0,
      });
    });
  }

  test("writes an experiment alone where the edges shall be redirected", async (context) => {
    const { folder, compose } = await projectIn(context, webShop);
    const { out } = await runCommand(initCommand, "--compose", compose, "--redirect", "--edge", "worker->db:5432");
    const [experiment = "", ...others] = readdirSync(folder).filter((file) => file !== "docker-compose.yml");
    assert.deepEqual(others, []);
    assert.match(out, /redirected .*\n( {2}.*\n)* {2}web -> api:3000\n( {2}.*\n)* {2}worker -> db:5432/);
    const path = join(folder, experiment);
    assert.match(readFileSync(path, "utf8"), /proxy: redirect .*\n {4}edges:\n {6}worker -> db: 5432\n/);
    assert.equal((await runCommand(validateCommand, path)).out, `ok ${path}`);
  });

  test("writes all of its files, or none", async (context) => {
    const { folder, compose } = await projectIn(context, webShop);
    writeFileSync(join(folder, "toxiproxy.brownout.json"), "mine");
    await assert.rejects(runCommand(initCommand, "--compose", compose), {
      exitCode: 64,
      message: /toxiproxy\.brownout\.json is there already; nothing was written/,
      hint: /--out/,
    });
    assert.deepEqual(readdirSync(folder).toSorted(), ["docker-compose.yml", "toxiproxy.brownout.json"]);
    assert.equal(readFileSync(join(folder, "toxiproxy.brownout.json"), "utf8"), "mine");
  });

  test("ends with 3 where an address is on no edge, and lists it with file and line", async (context) => {
    const { compose } = await projectIn(context, interpolated);
    const { out, exitCode } = await runCommand(initCommand, "--compose", compose);
    assert.equal(exitCode, 3);
    assert.match(out, new RegExp(`on no edge:\\n(.*\\n)* {2}${compose}:15 web may be told .* NO_PORT is not set\\n`));
    assert.match(out, /outside of the file.*\n {2}web -> api\.stripe\.com:443\n/);
  });

  test("shows what would change, and writes it again if it must", async (context) => {
    const { folder, compose } = await projectIn(context, webShop);
    await runCommand(initCommand, "--compose", compose);
    const override = join(folder, "docker-compose.brownout.yml");
    const before = readFileSync(override, "utf8");
    assert.match(
      (await runCommand(initCommand, "--compose", compose, "--diff")).out,
      new RegExp(`no change in ${override}`),
    );
    writeFileSync(compose, webShop.replace("api:3000", "api:3001"));
    writeFileSync(override, before.replace("restart", "x").replace("toxiproxy:20001", "mine:1"));
    const shown = await runCommand(initCommand, "--compose", compose, "--diff");
    assert.match(shown.out, /\n-.*mine:1.*\n\+.*toxiproxy:20001/);
    assert.match(shown.out, /"upstream":"api:3000".*\n(.*\n)*\+.*"upstream":"api:3001"/);
    assert.match(readFileSync(override, "utf8"), /mine:1/);
    await runCommand(initCommand, "--compose", compose, "--force");
    assert.equal(readFileSync(override, "utf8"), before);
    assert.equal(readFileSync(compose, "utf8"), webShop.replace("api:3000", "api:3001"));
  });

  test("says what is wrong with an edge or a file", async (context) => {
    const { compose } = await projectIn(context, webShop);
    const given = runCommand(initCommand, "--compose", compose, "--edge", "web:api");
    await assert.rejects(given, { exitCode: 64, message: /--edge web:api is no edge/, hint: /caller->callee:port/ });
    const none = runCommand(initCommand, "--compose", `${compose}.none`);
    await assert.rejects(none, { exitCode: 64, message: /there is no such file/ });
  });
});

describe("init --compose and files that services mount", () => {
  const compose = `
services:
  web:
    image: shop/web:1.0.0
    ports: ["8080:80"]
    volumes: ["./web:/etc/web:ro", "data:/data"]
    configs: [{ source: routes, target: /etc/routes.json }]
    environment: { API_URL: "http://api:3000" }
  api: { image: "shop/api:1.0.0" }
  db: { image: "postgres:16.3" }
configs: { routes: { file: ./routes.json } }
volumes: { data: }
`;
  const files: Readonly<Record<string, string>> = {
    "web/app.yml":
      "# http://api:3000 is not meant\ndatabase:\n  url: postgres://shop:$ecret$$@db/app\n  host: db\napi: { url: 'http://api:3000/v1' }\n",
    "web/cache.properties": "name=cache\n",
    "routes.json": '{ "routes": { "/api": "http://api:3000" } }\n',
  };

  async function project(context: TestContext) {
    const { folder, compose: path } = await projectIn(context, compose);
    mkdirSync(join(folder, "web"));
    for (const [name, text] of Object.entries(files)) writeFileSync(join(folder, name), text);
    return { folder, path };
  }

  test("shows addresses in them with file and line", async (context) => {
    const { folder, path } = await project(context);
    const { out, exitCode } = await runCommand(initCommand, "--compose", path);
    assert.equal(exitCode, 3);
    for (const line of [
      `${folder}/web/app.yml:3 web is told of db:5432 in /etc/web/app.yml, which it mounts; --rewrite-mounted`,
      `${folder}/web/app.yml:4 web is told of db in /etc/web/app.yml, but host and port are apart in a file`,
      `${folder}/web/app.yml:5 web is told of api:3000 in /etc/web/app.yml, which`,
      `${folder}/routes.json:1 web is told of api:3000 in /etc/routes.json, which`,
    ]) {
      assert.ok(out.includes(`\n  ${line}`), `${line}\n\n${out}`);
    }
    assert.doesNotMatch(out, /app\.yml:1 /);
  });

  test("says what it doesn't read, and reads nothing that is about the project", async (context) => {
    const { folder, path } = await project(context);
    writeFileSync(path, compose.replace('"./web:/etc/web:ro"', '".:/app"'));
    writeFileSync(join(folder, "large.json"), " ".repeat(300_000));
    const { out } = await runCommand(initCommand, "--compose", path);
    assert.match(
      out,
      new RegExp(`to know:\\n {2}${folder}/large\\.json is mounted and wasn't read: .* larger than 256 KiB`),
    );
    assert.doesNotMatch(out, /docker-compose\.yml:\d+ web is told/);
    for (let index = 0; index <= 200; index += 1) writeFileSync(join(folder, `${index}.json`), "{}");
    const many = await runCommand(initCommand, "--compose", path, "--diff");
    assert.match(many.out, new RegExp(`${folder} is mounted and has more than 200 files`));
  });

  test("goes on where a folder is its owner's alone, and says so", async (context) => {
    const { folder, path } = await project(context);
    writeFileSync(path, compose.replace('"data:/data"', '"./pgdata:/data", "./pgdata/1:/one"'));
    mkdirSync(join(folder, "pgdata/1"), { recursive: true });
    mkdirSync(join(folder, "web/private"));
    for (const closed of ["pgdata", "web/private"]) chmodSync(join(folder, closed), 0o000);
    if (process.getuid?.() === 0) chownSync(folder, NOBODY, NOBODY);
    const { out } = await asNobody(() => runCommand(initCommand, "--compose", path, "--diff"));
    for (const closed of ["pgdata", "pgdata/1", "web/private"]) {
      assert.match(out, new RegExp(`${folder}/${closed} is mounted and wasn't read: it may not be read`));
      chmodSync(join(folder, closed), 0o700);
    }
    assert.match(out, /app\.yml:3 web is told of db:5432/);
  });

  test("mounts changed copies in their place where they shall be, and never changes them", async (context) => {
    const { folder, path } = await project(context);
    await runCommand(initCommand, "--compose", path, "--rewrite-mounted");
    for (const [name, text] of Object.entries(files)) assert.equal(readFileSync(join(folder, name), "utf8"), text);
    const copies = join(folder, "mounted.brownout", "web");
    assert.equal(
      readFileSync(join(copies, "etc/web/app.yml"), "utf8"),
      files["web/app.yml"]?.replace("@db/", "@toxiproxy:20002/").replace("'http://api:3000", "'http://toxiproxy:20001"),
    );
    assert.deepEqual(readdirSync(join(copies, "etc")), ["routes.json", "web"]);
    assert.deepEqual(readdirSync(join(copies, "etc/web")), ["app.yml"]);
    const override = readFileSync(join(folder, "docker-compose.brownout.yml"), "utf8");
    assert.match(override, /volumes:\n {6}- \.\/mounted\.brownout\/web\/etc\/web\/app\.yml:\/etc\/web\/app\.yml:ro\n/);
    assert.match(
      override,
      /configs:\n {2}brownout-web-etc-routes-json:\n {4}file: \.\/mounted\.brownout\/web\/etc\/routes\.json/,
    );
  });

  test("replaces copies of files that may only be read", async (context) => {
    const { folder, path } = await project(context);
    chmodSync(join(folder, "web/app.yml"), 0o444);
    if (process.getuid?.() === 0) chownSync(folder, NOBODY, NOBODY);
    const init = () => runCommand(initCommand, "--compose", path, "--rewrite-mounted", "--force");
    await asNobody(init);
    writeFileSync(path, compose.replace("16.3", "17.1"));
    await asNobody(init);
    assert.equal(statSync(join(folder, "mounted.brownout/web/etc/web/app.yml")).mode & 0o777, 0o444);
  });
});

const projectName = `brownout-init-test-${process.pid}`;
const nodeImage = "node:24.21.0-bookworm-slim";
const withEngine = testsNeeding(
  (await withoutImage(nodeImage)) || (await withoutImage("ghcr.io/shopify/toxiproxy:2.12.0")),
);

withEngine.describe("Compose", () => {
  for (const [name, text] of Object.entries({ webShop, listOfVariables, networks, interpolated })) {
    withEngine.test(`accepts the override (${name})`, async (context) => {
      const { folder, compose } = await projectIn(context, text);
      await runCommand(initCommand, "--compose", compose, "--out", join(folder, "chaos"));
      const override = join(folder, "chaos", "docker-compose.brownout.yml");
      const config = JSON.parse(
        await docker("compose", "--file", compose, "--file", override, "config", "--format", "json"),
      );
      const [volume] = config.services.toxiproxy.volumes;
      assert.equal(volume.source, join(folder, "chaos", "toxiproxy.brownout.json"));
    });
  }

  withEngine.test(
    "leads callers to the proxy: one by the callee's name, one by all it is told, and no other",
    async (context) => {
      const idle = `image: "${nodeImage}", init: true, command: [node, -e, "setInterval(() => {}, 1000)"]`;
      const answers = "require('http').createServer((_, answer) => answer.end('it')).listen(8080)";
      const { folder, compose } = await projectIn(
        context,
        `name: ${projectName}
services:
  a: { ${idle} }
  b: { image: "${nodeImage}", init: true, command: [node, -e, "${answers}"] }
  c: { ${idle} }
  d:
    image: "${nodeImage}"
    init: true
    command: [node, -e, "setInterval(() => {}, 1000)"]
    volumes: ["./d.yml:/etc/d.yml:ro"]
    environment: { ANY: "http://\${B_HOST}:\${B_PORT:-8080}/", ONE: "http://${projectName}-b-1:8080/" }
`,
      );
      writeFileSync(join(folder, "d.yml"), "url: http://b:8080/\n");
      writeFileSync(join(folder, ".env"), "TOXIPROXY_PORT=0\nB_HOST=b\n");
      await runCommand(initCommand, "--compose", compose, "--edge", "a->b:8080", "--rewrite-mounted");
      const override = join(folder, "docker-compose.brownout.yml");
      const project = (...args: string[]) =>
        docker("compose", "--project-name", projectName, "--file", compose, "--file", override, ...args);
      // Without its files, which are gone by then.
      context.after(() => docker("compose", "--project-name", projectName, "down", "--volumes", "--timeout", "0"));
      await project("up", "--wait");

      const ask = (service: string) => project("exec", "-T", service, "node", "-e", asking);
      const addressOf = (service: string) => project("exec", "-T", service, "node", "-e", ownAddress);
      const [proxy, callee] = [await ipOf("toxiproxy"), await addressOf("b")];
      assert.equal(await ask("a"), `${proxy} it`);
      assert.equal(await ask("c"), `${callee} it`);
      assert.deepEqual((await project("exec", "-T", "d", "node", "-e", told)).split("\n"), [
        "http://toxiproxy:20001/ it",
        "http://toxiproxy:20002/ it",
        "http://toxiproxy:20001/ it",
      ]);

      async function ipOf(service: string): Promise<string> {
        const id = await project("ps", "--quiet", service);
        return docker("inspect", id, "--format", "{{range .NetworkSettings.Networks}}{{.IPAddress}}{{end}}");
      }
    },
  );
});

/** Script that tells where the name b leads, and what answers there. */
const asking = `require("dns").lookup("b", async (_, address) => {
  const answer = await fetch("http://b:8080");
  console.log(address, await answer.text());
})`;
/** Script that tells which addresses it was told in its variables and its file, and what answers there. */
const told = `(async () => {
  const file = require("fs").readFileSync("/etc/d.yml", "utf8").trim().replace("url: ", "");
  for (const url of [process.env.ANY, process.env.ONE, file]) console.log(url, await (await fetch(url)).text());
})()`;
const ownAddress = `console.log(require("os").networkInterfaces().eth0[0].address)`;
