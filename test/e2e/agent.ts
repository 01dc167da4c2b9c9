import { cp, mkdir, readFile, writeFile } from "node:fs/promises";
import { join } from "node:path";
import type { TestContext } from "node:test";
import { fileURLToPath } from "node:url";
import { type CallToolResult, Client } from "@modelcontextprotocol/client";
import { StdioClientTransport } from "@modelcontextprotocol/client/stdio";
import { temporaryFolder } from "../support/temporary-folder.ts";
import { cli } from "./brownout-process.ts";
import { pairExperiment } from "./pair-experiment.ts";

const graph = fileURLToPath(new URL("../../fixtures/graphs/pair.yaml", import.meta.url));

/** A short experiment that an agent may run. */
export const limited: Readonly<Record<string, unknown>> = {
  system: { graph: "pair.yaml" },
  limits: { "max-duration": "2m", "max-services": 3 },
};

/** A folder with the pair's graph, and experiments, each with these keys in place of the usual ones. */
export async function folderOf(
  context: TestContext,
  experiments: Readonly<Record<string, Readonly<Record<string, unknown>>>>,
): Promise<string> {
  const root = join(await temporaryFolder(context), "root");
  await mkdir(root);
  await cp(graph, join(root, "pair.yaml"));
  for (const [name, changes] of Object.entries(experiments)) {
    const keys = { ...pairExperiment, name, ...changes };
    const lines = Object.entries(keys).map(([key, value]) => `${key}: ${JSON.stringify(value)}`);
    await writeFile(join(root, `${name}.yaml`), lines.join("\n"));
  }
  return root;
}

/** A client as an agent's, which started `brownout mcp` for a folder; gone with the test. */
export async function agentIn(context: TestContext, root: string, ...options: readonly string[]): Promise<Client> {
  const { PATH = "", TOKEN = "", KUBECONFIG = "" } = process.env;
  const transport = new StdioClientTransport({
    command: process.execPath,
    args: [cli, "mcp", "--root", root, ...options],
    env: { PATH, TOKEN, KUBECONFIG },
    cwd: "/",
    stderr: "ignore",
  });
  const client = new Client({ name: "test", version: "1.0.0" });
  await client.connect(transport);
  context.after(() => client.close());
  return client;
}

/** Calls a tool. Resolves with its text, and with whether it is an error. */
export async function ask(
  agent: Client,
  name: string,
  asked: Readonly<Record<string, unknown>> = {},
  options: Parameters<Client["callTool"]>[1] = {},
): Promise<{ readonly text: string; readonly isError: boolean }> {
  const result = await agent.callTool({ name, arguments: asked }, options);
  const { content, isError = false } = result as CallToolResult;
  return { text: content.map((one) => (one.type === "text" ? one.text : `(${one.type})`)).join(""), isError };
}

/** The code and the message of an answer that is an error. */
export async function refusal(agent: Client, name: string, asked?: Readonly<Record<string, unknown>>) {
  const { text, isError } = await ask(agent, name, asked);
  if (!isError) throw new Error(`it was answered: ${text}`);
  return JSON.parse(text) as { readonly code: string; readonly message: string; readonly hint?: string };
}

/** The lines of a log of calls, without their times and their calls' names. */
export async function logLines(path: string): Promise<readonly Readonly<Record<string, unknown>>[]> {
  const text = await readFile(path, "utf8");
  return text
    .trimEnd()
    .split("\n")
    .map((line) => JSON.parse(line));
}
