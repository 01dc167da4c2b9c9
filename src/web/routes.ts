import { readFile } from "node:fs/promises";
import type { IncomingMessage, ServerResponse } from "node:http";
import { join } from "node:path";
import { z } from "zod";
import { runNames } from "../judge/gameday/run-names.ts";
import { runFolder } from "../records/journal/run-folder.ts";
import { askNamed } from "./asks.ts";
import { readCookie, writeCookie } from "./cookie.ts";
import { readJsonBody } from "./json-body.ts";
import type { Member } from "./members.ts";
import { dayPage, joinPage } from "./pages.ts";
import { Refusal } from "./refusal.ts";
import { checkReader, checkSender } from "./request-source.ts";
import type { ServedDay } from "./served-day.ts";

/** Pages that listen at once, of all people together. */
const LISTENERS_MAX = 64;

/** @param name the part of the path that stands for a name; empty where none does */
type Handle = (day: ServedDay, request: IncomingMessage, response: ServerResponse, name: string) => Promise<void>;

interface Route {
  readonly method: "GET" | "POST";
  /** Of the path behind the day's own; its group is the name. */
  readonly path: RegExp;
  readonly handle: Handle;
}

/** Everything but the page itself, which holds nothing of the day for who has no cookie, and the two ways in asks for the cookie. */
const ROUTES: readonly Route[] = [
  { method: "GET", path: /^$/, handle: showPage },
  { method: "GET", path: /^events$/, handle: listen },
  { method: "GET", path: /^runs\/([\w-]+)\/report\.html$/, handle: showReport },
  { method: "POST", path: /^invitation$/, handle: showInvitation },
  { method: "POST", path: /^join$/, handle: takeIn },
  { method: "POST", path: /^ask\/goodbye$/, handle: letGo },
  { method: "POST", path: /^ask\/([a-z-]+)$/, handle: putAsk },
];

const joining = z.strictObject({ token: z.string(), name: z.string() });
const invited = joining.pick({ token: true });

/** Answers a request, or throws a Refusal. */
export async function route(day: ServedDay, request: IncomingMessage, response: ServerResponse): Promise<void> {
  const [path = ""] = (request.url ?? "").split("?");
  const rest = path.startsWith(day.base) ? path.slice(day.base.length) : undefined;
  for (const { method, path: pattern, handle } of ROUTES) {
    const match = rest === undefined || method !== request.method ? null : pattern.exec(rest);
    if (match === null) continue;
    if (method === "POST") checkSender(request.headers, day.origin);
    await handle(day, request, response, match[1] ?? "");
    return;
  }
  throw new Refusal(404, { message: "there is no such page of this game day" });
}

async function showPage(day: ServedDay, request: IncomingMessage, response: ServerResponse): Promise<void> {
  const member = day.members.memberOf(readCookie(request.headers));
  const page = member === undefined ? await joinPage() : await dayPage(day.desk.state, member.person);
  response.writeHead(200, { "content-type": "text/html; charset=utf-8" }).end(page);
}

async function listen(day: ServedDay, request: IncomingMessage, response: ServerResponse): Promise<void> {
  checkReader(request.headers);
  const member = known(day, request);
  if (day.feed.size >= LISTENERS_MAX) throw new Refusal(503, { message: "more pages than this can't listen" });
  const closed = await day.members.pageOpened(member);
  if (response.destroyed) {
    closed();
    return;
  }
  response.on("close", closed);
  day.feed.listen(response, member.person);
}

/** Only of runs of the day: a name leads nowhere else. Its own policy keeps it from whatever the cookie may do. */
async function showReport(
  day: ServedDay,
  request: IncomingMessage,
  response: ServerResponse,
  name: string,
): Promise<void> {
  known(day, request);
  if (!runNames(day.desk.state).includes(name)) throw new Refusal(404, { message: "this day has no such run" });
  const path = join(runFolder(day.runsFolder, name).path, "report.html");
  const page = await readFile(path).catch((cause: unknown) => {
    throw new Refusal(404, {
      message: `the report of ${name} isn't there`,
      hint: "It is made when the run ended.",
      cause,
    });
  });
  response.setHeader("content-security-policy", "sandbox allow-scripts; frame-ancestors 'none'");
  response.writeHead(200, { "content-type": "text/html; charset=utf-8" }).end(page);
}

/** Says what a link is for, before anybody has said who they are. */
async function showInvitation(day: ServedDay, request: IncomingMessage, response: ServerResponse): Promise<void> {
  const { token } = parse(invited, await readJsonBody(request));
  const role = day.members.roleOf(token);
  const { agreement } = day.desk.state;
  const names = agreement.participants.filter((one) => one.role === role).map(({ name }) => name);
  const you = day.members.memberOf(readCookie(request.headers))?.person;
  sendJson(response, { title: agreement.title, role, names, isIn: you?.role === role });
}

async function takeIn(day: ServedDay, request: IncomingMessage, response: ServerResponse): Promise<void> {
  const { token, name } = parse(joining, await readJsonBody(request));
  const before = day.members.memberOf(readCookie(request.headers));
  const cookie = await day.members.join(token, name);
  // One browser is one person.
  if (before !== undefined) await day.members.leave(before);
  response.setHeader("set-cookie", writeCookie(cookie, day.base));
  sendJson(response, {});
}

async function letGo(day: ServedDay, request: IncomingMessage, response: ServerResponse): Promise<void> {
  await day.members.leave(known(day, request));
  sendJson(response, {});
}

async function putAsk(day: ServedDay, request: IncomingMessage, response: ServerResponse, name: string): Promise<void> {
  const { person } = known(day, request);
  await askNamed(name).put(day.desk, person, await readJsonBody(request));
  sendJson(response, {});
}

function parse<Body>(schema: z.ZodType<Body>, body: unknown): Body {
  const read = schema.safeParse(body);
  if (read.success) return read.data;
  throw new Refusal(400, { message: read.error.issues.map(({ message }) => message).join(", ") });
}

/** Whoever asks, by the cookie. */
function known({ members }: ServedDay, { headers }: IncomingMessage): Member {
  const member = members.memberOf(readCookie(headers));
  if (member !== undefined) return member;
  throw new Refusal(401, {
    message: "this browser isn't at the game day, or isn't any more",
    hint: "Open the link that was given to you.",
  });
}

function sendJson(response: ServerResponse, body: object): void {
  response.writeHead(200, { "content-type": "application/json" }).end(JSON.stringify(body));
}
