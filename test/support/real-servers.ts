import { type ChildProcess, execFileSync, spawn } from "node:child_process";
import { chmodSync, existsSync, mkdtempSync, readdirSync, rmSync } from "node:fs";
import { createServer } from "node:http";
import { type AddressInfo, connect, createServer as createTcpServer, type Server } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { withoutRoot } from "./needs.ts";
import { freePort } from "./sockets.ts";
import { lackingPrograms, withoutPrograms } from "./without-programs.ts";

/** A server of this test's own, on loopback. */
export interface RealServer {
  /** `127.0.0.1:41234` */
  readonly address: string;
  stop(): Promise<void>;
}

/** The reason a program isn't here, for a test to say; false when it is. Debian has them: redis-server, postgresql, mariadb-server-core. */
export const withoutRedis = withoutPrograms("redis-server");
export const withoutMariaDb = withoutPrograms("mariadbd", "mariadb-install-db") || withoutRoot;
export const withoutPostgres = lackingPrograms(postgresFolder() === undefined ? ["PostgreSQL"] : []) || withoutRoot;

export async function startRedis(options: readonly string[] = []): Promise<RealServer> {
  const port = String(await freePort());
  const args = ["--port", port, "--bind", "127.0.0.1", "--save", "", "--appendonly", "no", ...options];
  return untilItListens(spawn("redis-server", args, { cwd: tmpdir(), stdio: "ignore" }), port);
}

/** @param folder with its `prometheus.yml`, in which it also keeps its data */
export async function startPrometheus(folder: string): Promise<RealServer> {
  const port = String(await freePort());
  const files = [`--config.file=${join(folder, "prometheus.yml")}`, `--storage.tsdb.path=${join(folder, "data")}`];
  const child = spawn("prometheus", [...files, `--web.listen-address=127.0.0.1:${port}`], { stdio: "ignore" });
  return untilItListens(child, port);
}

/**
 * Never runs as root, so it runs as the user whom its package makes.
 * @param own settings, as `max_connections=3`
 */
export async function startPostgres(...own: readonly string[]): Promise<RealServer> {
  const port = String(await freePort());
  const folder = mkdtempSync(join(tmpdir(), "brownout-postgres-"));
  const programs = postgresFolder() ?? "";
  execFileSync("chown", ["postgres", folder]);
  chmodSync(folder, 0o700);
  const as = ["-u", "postgres", "--"];
  execFileSync("runuser", [...as, join(programs, "initdb"), "-D", folder, "--no-sync"], { cwd: "/", stdio: "ignore" });
  const settings = [
    "-D",
    folder,
    "-p",
    port,
    "-h",
    "127.0.0.1",
    "-k",
    folder,
    "-F",
    ...own.flatMap((setting) => ["-c", setting]),
  ];
  const child = spawn(
    "setpriv",
    ["--reuid=postgres", "--regid=postgres", "--init-groups", "--", join(programs, "postgres"), ...settings],
    {
      cwd: "/",
      stdio: "ignore",
    },
  );
  const server = await untilItListens(child, port);
  const stop = async () => {
    await server.stop();
    rmSync(folder, { recursive: true, force: true });
  };
  return { ...server, stop };
}

/**
 * With a user root, who needs no password, and a database test.
 * @param own settings, as `max_connections=3`
 */
export async function startMariaDb(...own: readonly string[]): Promise<RealServer> {
  const port = String(await freePort());
  const folder = mkdtempSync(join(tmpdir(), "brownout-mariadb-"));
  const settings = ["--no-defaults", `--datadir=${folder}`, "--user=root", "--innodb-flush-log-at-trx-commit=0"];
  execFileSync("mariadb-install-db", [...settings, "--auth-root-authentication-method=normal", "--skip-name-resolve"], {
    stdio: "ignore",
  });
  const listening = [`--port=${port}`, "--bind-address=127.0.0.1", `--socket=${join(folder, "socket")}`];
  const args = [...settings, ...listening, "--skip-name-resolve", "--max-allowed-packet=64M"];
  const child = spawn("mariadbd", [...args, ...own.map((setting) => `--${setting}`)], { cwd: "/", stdio: "ignore" });
  const server = await untilItListens(child, port);
  const stop = async () => {
    await server.stop();
    rmSync(folder, { recursive: true, force: true });
  };
  return { ...server, stop };
}

export async function startHttp(): Promise<RealServer> {
  return listening(createServer((_, response) => response.end("x".repeat(3000))));
}

/** Says something to whoever connects, as MySQL does, and nothing more. */
export async function startGreeter(): Promise<RealServer> {
  return listening(
    createTcpServer(
      (socket) =>
        void socket
          .on("error", () => undefined)
          .resume()
          .write("J\0\0\0\x0a8.4.0\0"),
    ),
  );
}

/** Takes everything and never says anything. */
export async function startSilent(): Promise<RealServer> {
  return listening(createTcpServer((socket) => void socket.on("error", () => undefined).resume()));
}

async function listening(server: Server): Promise<RealServer> {
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  const stop = () => new Promise<void>((resolve) => server.close(() => resolve()));
  return { address: `127.0.0.1:${(server.address() as AddressInfo).port}`, stop };
}

async function untilItListens(child: ChildProcess, port: string): Promise<RealServer> {
  const ended = new Promise<void>((resolve) => child.once("exit", () => resolve()));
  while (child.exitCode === null && !(await answers(port))) await new Promise((resolve) => setTimeout(resolve, 20));
  if (child.exitCode !== null) throw new Error(`${child.spawnfile} ended with ${child.exitCode}`);
  const stop = async () => {
    child.kill("SIGKILL");
    await ended;
  };
  return { address: `127.0.0.1:${port}`, stop };
}

function answers(port: string): Promise<boolean> {
  const socket = connect(Number(port), "127.0.0.1");
  return new Promise((resolve) => {
    socket.once("connect", () => resolve(true)).once("error", () => resolve(false));
  }).finally(() => socket.destroy()) as Promise<boolean>;
}

function postgresFolder(): string | undefined {
  const root = "/usr/lib/postgresql";
  const [newest] = existsSync(root) ? readdirSync(root).sort((a, b) => Number(b) - Number(a)) : [];
  return newest === undefined ? undefined : join(root, newest, "bin");
}
