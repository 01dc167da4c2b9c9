import { UsageError } from "../../values/errors.ts";
import { splitCommand } from "../graph/command-words.ts";
import { type Draft, FIRST_HEAD } from "./experiment-words.ts";
import type { FoundProgram } from "./found-program.ts";

/** The texts that `init` makes of programs that it found. */
export interface ProgramsInit {
  readonly graph: string;
  readonly draft: Draft;
  /** Notes for a person: what could not be told, and where to say it. */
  readonly notes: readonly string[];
}

/** The file that the graph goes to, beside the experiment. */
export const GRAPH_FILE = "graph.yaml";

/** Signs of more than words, also within double quotes: globs, expansions, a comment, a variable before the program. */
const FOR_A_SHELL = /[~*?[$`]|(?:^|\s)#|^\S+=/;
/** First words that are no program but the shell's own (POSIX, and `source`). */
const OWN_WORD =
  /^(?:[.:!{]|alias|break|case|cd|command|continue|eval|exec|exit|export|for|if|read|readonly|return|set|shift|source|times|trap|ulimit|umask|unset|until|wait|while)(?:\s|$)/;

/**
 * A graph of programs, and a first experiment on the one that takes requests.
 * @param title of the system; a word that a graph's name is made of
 * @throws UsageError when names can't be told apart
 */
export function programsInit(found: readonly FoundProgram[], title: string): ProgramsInit {
  const services = found.map((program) => ({ ...program, service: serviceName(program.name) }));
  const twice = services.find(({ service }, index) => services.findIndex((one) => one.service === service) !== index);
  if (twice !== undefined) {
    throw new UsageError({
      message: `two programs would be the service ${twice.service}`,
      hint: "Names of services have lower-case letters, digits and dashes; rename one of the two.",
    });
  }
  const entry = (
    services.find(({ service }) => service === "web") ??
    services.find(({ listens }) => listens) ??
    services[0]
  )?.service;
  if (entry === undefined) throw new UsageError({ message: "there is no program to start" });
  const name = `restart-${entry}`;
  return {
    graph: graphText(services, serviceName(title)),
    draft: draftOf(
      name,
      entry,
      services.map(({ service }) => service),
    ),
    notes: [
      `who calls whom: add \`calls\` to each service that calls others, in ${GRAPH_FILE}; until then there are no edges, and no faults on them`,
      `whether a program takes its port from PORT: where it doesn't, put {{port}} into its command`,
      ...services.flatMap(({ service, listens }) =>
        listens
          ? []
          : [
              `whether ${service} takes requests: it counts as up at its first line of output; say \`ready: tcp\`, or a path, where it does`,
            ],
      ),
    ],
  };
}

interface FoundService extends FoundProgram {
  readonly service: string;
}

/** `@shop/Web_App` becomes `web-app`. */
function serviceName(text: string): string {
  const words = (text.split("/").at(-1) ?? "").toLowerCase().match(/[a-z0-9]+/g) ?? [];
  const name = words.join("-").slice(0, 40).replace(/-$/, "");
  return /^[a-z]/.test(name) ? name : `service-${name}`.replace(/-$/, "");
}

function graphText(services: readonly FoundService[], name: string): string {
  /** The next service, as an example of one that is called. */
  const other = (at: number) =>
    services[at + 1]?.service ?? services.find((_, index) => index !== at)?.service ?? "other";
  const entries = services.map(({ service, line, folder, listens }, at) =>
    [
      `  ${service}:`,
      `    command: ${commandText(line)}`,
      ...(folder === "." ? [] : [`    cwd: ${JSON.stringify(folder)}`]),
      ...(listens
        ? []
        : [`    ready: { log: . } # at its first line; tcp or a path (/health) where it takes requests`]),
      `    # calls: # who it calls, and how it is told where that is`,
      `    #   ${other(at)}: { url: ${other(at).toUpperCase().replaceAll("-", "_")}_URL }`,
    ].join("\n"),
  );
  return `# Programs that make up a system; change it to what they are. The format: docs/programs.md of brownout.
# Each gets its port in PORT, or where {{port}} stands in its command. What is called by others and is no target of
# the load (a database, a cache) is \`backing: true\`.
name: ${name}
services:
${entries.join("\n\n")}
`;
}

/** One line where it is only words; else it is a shell's. */
function commandText(line: string): string {
  const told = line.replaceAll(/\$PORT\b|\$\{PORT\}/g, "{{port}}");
  const isPlain = !FOR_A_SHELL.test(told) && !OWN_WORD.test(told) && splitCommand(told).ok;
  return isPlain ? JSON.stringify(told) : `[sh, -c, ${JSON.stringify(line)}]`;
}

/** Nobody knows who calls whom, so that there are no edges. */
function draftOf(name: string, entry: string, services: readonly string[]): Draft {
  return {
    services,
    edges: [],
    words: {
      head: [FIRST_HEAD],
      name,
      title: `${entry} is back soon after a restart`,
      system: [`graph: ${GRAPH_FILE}`],
      load: {
        name: "visitors",
        remark: "A guess; ask for what shows whether it works.",
        request: `GET ${entry}/`,
        rate: "50/s",
        timeout: "5s",
      },
      phases: { warmUp: "3s", baseline: "6s", fault: "10s", recovery: "10s" },
      fault: {
        type: "restart",
        on: entry,
        keys: { grace: "5s" },
        remarks: [
          `Once ${GRAPH_FILE} says who calls whom, one of those can be slow instead:`,
          `- { type: latency, on: ${entry} -> ANOTHER, latency: 500ms }`,
        ],
      },
      steadyState: ["visitors.error_rate < 2%"],
      abort: [],
      expect: ["visitors.p50 < 1s", "visitors.recovery < 10s"],
    },
  };
}
