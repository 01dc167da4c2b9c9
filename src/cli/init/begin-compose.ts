import type { ComposeFile } from "../../files/compose-file/compose-file.ts";
import type { OutsideCall, UnclearCall } from "../../files/compose-file/find-edges.ts";
import type { GivenEdge } from "../../files/init/choose-edges.ts";
import type { Draft } from "../../files/init/experiment-words.ts";
import type { NewFile } from "../../files/init/new-file.ts";
import { UsageError } from "../../values/errors.ts";
import { readComposeProject } from "../commands/read-project.ts";
import { section } from "../commands/section.ts";
import { type Begun, USUALLY } from "./begun.ts";

export interface ComposeOptions {
  readonly compose: string;
  /** Edges that a person names. */
  readonly edges: readonly string[];
  readonly redirect: boolean;
  readonly rewriteMounted: boolean;
  /** Folder to write to. */
  readonly folder: string;
}

/** The files for a project, and all there is to say of it. */
interface ReadEdges {
  readonly draft: Draft;
  readonly edges: readonly string[];
  readonly files: readonly NewFile[];
  readonly unplaced: readonly UnclearCall[];
  readonly notes: readonly string[];
  readonly outside: readonly OutsideCall[];
}

/** Begins with a Compose project; incomplete where an address was found that no proxy is on. */
export async function beginCompose(options: ComposeOptions): Promise<Begun> {
  const { compose, redirect, rewriteMounted, folder } = options;
  const given = await givenEdges(options.edges);
  const { file: read, by } = await readComposeProject(compose);
  const { withMountedTexts } = await import("../commands/mounted-texts.ts");
  const { file, notes: unread } = withMountedTexts(read);
  const paths = { compose, folder, rewriteMounted };
  const begun = redirect ? await redirected(file, given, paths) : await overridden(file, given, paths);
  const notes = [...inactiveNote(file), ...unread, ...begun.notes];
  return {
    ...USUALLY,
    platform: "compose",
    draft: begun.draft,
    folder,
    files: begun.files,
    found: [`${compose}: ${by}`, ...begun.edges, ...(await remarks({ ...begun, notes })), ""],
    runOptions: "--on compose",
    isIncomplete: begun.unplaced.some(({ isAddress }) => isAddress),
  };
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
): Promise<ReadEdges> {
  const { composeInit } = await import("../../files/init/compose-init.ts");
  const { placeName } = await import("../../files/compose-file/service-text.ts");
  const { draft, edges, files, ...said } = composeInit(file, given, paths);
  const lines = edges.map(({ caller, callee, port, mentions, aliases, because }) => {
    const places = [...new Set(mentions.map(({ place }) => placeName(place)))].join(", ");
    const byName = `by the name ${aliases.join(", ")}, which leads ${caller} to Toxiproxy${because === undefined ? "" : `: ${because}`}`;
    return `  ${caller} -> ${callee}:${port}  ${places || byName}`;
  });
  const { override, config, copies } = files;
  return {
    draft,
    edges: ["Toxiproxy goes on these edges:", ...lines],
    files: [override, config, ...copies],
    ...said,
  };
}

async function redirected(
  file: ComposeFile,
  given: readonly GivenEdge[],
  paths: { readonly compose: string; readonly folder: string },
): Promise<ReadEdges> {
  const { redirectInit } = await import("../../files/init/redirect-init.ts");
  const { draft, edges, unplaced } = redirectInit(file, given, paths);
  const lines = edges.map(({ caller, callee, port }) => `  ${caller} -> ${callee}:${port}`);
  const head = "these edges are redirected while the experiment runs:";
  return { draft, edges: [head, ...lines], files: [], unplaced, notes: [], outside: [] };
}

/** Lines on what a person should know before the first run. */
async function remarks({ unplaced, notes, outside }: ReadEdges): Promise<string[]> {
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
