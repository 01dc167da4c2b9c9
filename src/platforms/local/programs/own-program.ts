import { connect } from "node:net";
import { fillAddresses, type KnownAddress } from "../../../files/graph/address-template.ts";
import type { ProgramSpec, ReadySpec } from "../../../files/graph/program.ts";
import { httpGet } from "../../http-get.ts";
import type { ProgramKind, ReplicaPlace, UpCheck } from "../service-program.ts";
import { checkPrograms } from "./programs-there.ts";

/** From here on a status says that a request was not answered as it should be. */
const FIRST_BAD_STATUS = 400;

/** Any program, as the graph file says it: its command, and how it hears of addresses. */
export const ownProgram: ProgramKind = {
  takes: ({ program }) => program !== undefined,
  check: checkPrograms,
  startsFirst: ({ backing }) => backing === true,
  // What serves no HTTP takes a request for an attack, and what backs others seldom serves it.
  tellsOfItself: ({ backing }) => (backing ? "no" : "perhaps"),
  at(place) {
    const { program } = place.service;
    if (program === undefined) throw new TypeError(`${place.service.name} is no program of its own`);
    const { by, withinMs } = program.ready;
    return {
      ...filledIn(program, place),
      cwd: program.cwd,
      isReady: readyCheck(by),
      isAlive: by.kind === "http" ? answersAnything : readyCheck(by),
      readyWithinMs: withinMs,
      stop: program.stop,
    };
  },
};

function filledIn({ command: [program, ...args], env }: ProgramSpec, place: ReplicaPlace) {
  const addressOf = (callee: string | undefined): KnownAddress => {
    const ways = callee === undefined ? undefined : place.callees[callee];
    if (ways === undefined) return place;
    const colon = ways.any.lastIndexOf(":");
    return { host: ways.any.slice(0, colon), port: Number(ways.any.slice(colon + 1)) };
  };
  const fill = (text: string) => fillAddresses(text, addressOf);
  const filled = Object.entries(env).map(([variable, text]) => [variable, fill(text)]);
  return {
    command: [fill(program), ...args.map(fill)] as [string, ...string[]],
    env: { PORT: String(place.port), ...Object.fromEntries(filled) },
  };
}

function readyCheck(by: ReadySpec["by"]): UpCheck {
  if (by.kind === "http") return answersAt(by.path);
  return by.kind === "tcp" ? takesConnections : wrote(new RegExp(by.pattern));
}

function answersAt(path: string): UpCheck {
  return async ({ address }, signal) => {
    const { status } = await httpGet(`http://${address}${path}`, signal);
    return status < FIRST_BAD_STATUS ? undefined : `GET ${path} was answered with ${status}`;
  };
}

/** Its page may say that it lacks something, which is what a fault is for. */
const answersAnything: UpCheck = async ({ address }, signal) => {
  await httpGet(`http://${address}/`, signal);
  return undefined;
};

const takesConnections: UpCheck = ({ address }, signal) =>
  new Promise((resolve, reject) => {
    const { hostname, port } = new URL(`http://${address}`);
    const socket = connect({ host: hostname, port: Number(port), signal });
    socket.once("connect", () => {
      socket.destroy();
      resolve(undefined);
    });
    socket.once("error", reject);
  });

/** Reads on from the line to which it has read: a log may be long, and is looked at often. */
function wrote(pattern: RegExp): UpCheck {
  let lineAt = 0;
  return async ({ output }) => {
    const bytes = output(lineAt);
    const lines = bytes.toString().split("\n");
    if (lines.some((line) => pattern.test(line))) return undefined;
    lineAt += bytes.lastIndexOf("\n") + 1;
    return `no line of its log has ${pattern}, as its \`ready\` says (\`tcp\` would wait for its port, a path for an answer)`;
  };
}
