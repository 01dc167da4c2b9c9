import { join } from "node:path";
import { parseDependencies } from "../../files/init/dependency.ts";
import { type OpenApiInit, openApiInit } from "../../files/init/openapi-init.ts";
import { slug } from "../../files/openapi/operations.ts";
import { missingBasePath, serverUrl } from "../../files/openapi/server-url.ts";
import { loadValueMaker } from "../../files/openapi/value-maker.ts";
import { exitCodes } from "../../values/exit-codes.ts";
import { shellWord } from "../../values/shell-word.ts";
import type { CommandContext } from "./context.ts";
import { deliverFiles, type InitMode } from "./init-files.ts";
import { readOpenApi } from "./read-openapi.ts";
import { section } from "./section.ts";

export interface OpenApiInitOptions {
  readonly openapi: string;
  /** Base URL of the service. */
  readonly url: string | undefined;
  /** `NAME=LISTEN=UPSTREAM` each. */
  readonly dependencies: readonly string[];
  /** Names of operations with commas between them; undefined for all that take nothing away. */
  readonly operations: string | undefined;
  /** Folder to write to; default: one with the service's name. */
  readonly folder: string | undefined;
  readonly mode: InitMode;
}

/** Begins with the OpenAPI description of a service. Ends with 3 where an operation is left out that can't be sent. */
export async function initOpenApi(options: OpenApiInitOptions, context: CommandContext): Promise<void> {
  const api = await readOpenApi(options.openapi);
  const service = slug(api.info.title, 40);
  const url = serverUrl(api, options.url);
  const dependencies = parseDependencies(options.dependencies, service);
  const asked = options.operations?.split(",").map((text) => text.trim()) ?? [];
  const begun = openApiInit(api, { service, url, dependencies }, asked, await loadValueMaker());
  const folder = options.folder ?? service;
  const files = begun.experiments.map(({ name, text }) => ({ path: join(folder, `${name}.yaml`), text }));
  const delivered = await deliverFiles(files, options.mode);
  const basePath = missingBasePath(api, url);
  const notes = [
    ...(basePath === undefined
      ? []
      : [`the description's servers have the base path ${basePath}, and ${url} has none`]),
    ...(dependencies.length > 0
      ? []
      : [`no dependency was named, so that nothing can get slow yet: the experiment has a place for one`]),
  ];
  context.out([`${service} at ${url}`, ...remarks(begun, notes), "", ...delivered].join("\n"));
  if (options.mode !== "diff") context.out(nextSteps(begun, files[0]?.path ?? folder));
  if (begun.failed.length > 0) context.exitCode(exitCodes.inconclusive);
}

function remarks({ requests, unasked, failed }: OpenApiInit, notes: readonly string[]): readonly string[] {
  const line = ({ title, reason }: { readonly title: string; readonly reason: string }) => `${title}: ${reason}`;
  const writes = requests.filter(({ method }) => !["GET", "HEAD", "OPTIONS"].includes(method));
  const madeUp = requests.filter((one) => one.madeUp.length > 0);
  return [
    ...section(
      "operations, by weight:",
      requests.map(({ name, method, path, weight }) => `${weight}  ${name}  ${method} ${path}`),
    ),
    ...section("no request could be made for:", failed.map(line)),
    ...section("left out; --operations takes it in:", unasked.map(line)),
    ...section(
      "values in paths that are made up; put some that are there in their place:",
      madeUp.map((one) => `${one.name}: ${one.madeUp.join(", ")}`),
    ),
    ...section(
      "these write, some dozen times a second:",
      writes.map(({ name }) => name),
    ),
    ...section("to know:", notes),
  ];
}

function nextSteps({ requests }: OpenApiInit, experiment: string): string {
  const secrets = [...new Set(requests.flatMap((one) => one.secrets))];
  const file = shellWord(experiment);
  return [
    "",
    "next:",
    ...secrets.map((name) => `  export ${name}=…`),
    `  eval "$(brownout env ${file})"  # then start the service, which calls its dependencies at these addresses`,
    `  brownout plan ${file}`,
    `  brownout run ${file}`,
  ].join("\n");
}
