import type { ComposeFile } from "../../files/compose-file/compose-file.ts";
import type { OutsideCall, UnclearCall } from "../../files/compose-file/find-edges.ts";
import type { GivenEdge } from "../../files/init/choose-edges.ts";
import type { NewFile } from "../../files/init/new-file.ts";
import { UsageError } from "../../values/errors.ts";
import { exitCodes } from "../../values/exit-codes.ts";
import { shellWord } from "../../values/shell-word.ts";
import type { CommandContext } from "./context.ts";
import { deliverFiles, type InitMode } from "./init-files.ts";
import { readComposeProject } from "./read-project.ts";
import { section } from "./section.ts";

export interface ComposeInitOptions {
  readonly compose: string;
  /** Edges that a person names. */
  readonly edges: readonly string[];
  readonly redirect: boolean;
  readonly rewriteMounted: boolean;
  /** Folder to write to. */
  readonly folder: string;
  readonly mode: InitMode;
}

/** The files for a project, and all there is to say of it. */
interface Begun {
  readonly edges: readonly string[];
  readonly files: readonly NewFile[];
  readonly unplaced: readonly UnclearCall[];
  readonly notes: readonly string[];
  readonly outside: readonly OutsideCall[];
}

/** Begins with a Compose project. Ends with 3 where an address was found that no proxy is on. */
export async function initCompose(options: ComposeInitOptions, context: CommandContext): Promise<void> {
  const { compose, redirect, rewriteMounted, folder, mode } = options;
  const given = await givenEdges(options.edges);
  const { file: read, by } = await readComposeProject(compose);
  const { withMountedTexts } = await import("./mounted-texts.ts");
  const { file, notes: unread } = withMountedTexts(read);
  const paths = { compose, folder, rewriteMounted };
  const begun = redirect ? await redirected(file, given, paths) : await overridden(file, given, paths);
  const delivered = await deliverFiles(begun.files, mode);
  const notes = [...inactiveNote(file), ...unread, ...begun.notes];
  context.out(
    [`${compose}: ${by}`, ...begun.edges, ...(await remarks({ ...begun, notes })), "", ...delivered].join("\n"),
  );
  if (mode !== "diff") context.out(nextSteps(begun.files));
  if (begun.unplaced.some(({ isAddress }) => isAddress)) context.exitCode(exitCodes.inconclusive);
}

async function givenEdges(texts: readonly string[]): Promise<GivenEdge[]> {
  const { parseGivenEdge } = await import("../../files/init/choose-edges.ts");
  return texts.map((text) => {
    const edge = parseGivenEdge(text);
    if (edge !== undefined) return edge;
    throw new UsageError({
      message: `--edge ${text} is no edge`,
      hint: "Write caller->callee:port, in quotes for the shell.",
    });
  });
}

async function overridden(
  file: ComposeFile,
  given: readonly GivenEdge[],
  paths: { readonly compose: string; readonly folder: string; readonly rewriteMounted: boolean },
): Promise<Begun> {
  const { composeInit } = await import("../../files/init/compose-init.ts");
  const { placeName } = await import("../../files/compose-file/service-text.ts");
  const { edges, files, ...said } = composeInit(file, given, paths);
  const lines = edges.map(({ caller, callee, port, mentions, aliases, because }) => {
    const places = [...new Set(mentions.map(({ place }) => placeName(place)))].join(", ");
    const byName = `by the name ${aliases.join(", ")}, which leads ${caller} to Toxiproxy${because === undefined ? "" : `: ${because}`}`;
    return `  ${caller} -> ${callee}:${port}  ${places || byName}`;
  });
  const { override, config, copies, experiment } = files;
  return {
    edges: ["Toxiproxy goes on these edges:", ...lines],
    files: [override, config, ...copies, experiment],
    ...said,
  };
}

async function redirected(
  file: ComposeFile,
  given: readonly GivenEdge[],
  paths: { readonly compose: string; readonly folder: string },
): Promise<Begun> {
  const { redirectInit } = await import("../../files/init/redirect-init.ts");
  const { edges, experiment, unplaced } = redirectInit(file, given, paths);
  const lines = edges.map(({ caller, callee, port }) => `  ${caller} -> ${callee}:${port}`);
  const head = "these edges are redirected while the experiment runs:";
  return { edges: [head, ...lines], files: [experiment], unplaced, notes: [], outside: [] };
}

/** Lines on what a person should know before the first run. */
async function remarks({ unplaced, notes, outside }: Begun): Promise<string[]> {
  const { outsideLine, unplacedLine } = await import("../../files/init/compose-init.ts");
  const found = unplaced.filter(({ isAddress }) => isAddress).map(unplacedLine);
  const needed = unplaced.filter(({ isAddress }) => !isAddress).map(unplacedLine);
  return [
    ...section("addresses that were found and are on no edge:", found),
    ...section("not to be told from the file; --edge names it:", needed),
    ...section(
      "outside of the file, on an edge only if you name it (--edge 'caller -> host:port'):",
      outside.map(outsideLine),
    ),
    ...section("to know:", notes),
  ];
}

function inactiveNote({ inactive }: ComposeFile): string[] {
  if (inactive.length === 0) return [];
  return [`left out, as their profiles aren't in COMPOSE_PROFILES: ${inactive.join(", ")}`];
}

/** The experiment is the last file. */
function nextSteps(files: readonly NewFile[]): string {
  const experiment = shellWord(files.at(-1)?.path ?? "");
  return [
    "",
    "next: look at the request in the experiment, then",
    `  brownout plan ${experiment} --on compose`,
    `  brownout run ${experiment} --on compose`,
  ].join("\n");
}
