import { once } from "node:events";
import type { IncomingMessage, Server, ServerResponse } from "node:http";
import type { DayDesk } from "../assembly/gameday/desk.ts";
import type { Role } from "../judge/gameday/day-event.ts";
import type { Clock } from "../values/clock/clock.ts";
import { BrownoutError } from "../values/errors.ts";
import { Feed } from "./feed.ts";
import { Members } from "./members.ts";
import type { PageAddress } from "./page-address.ts";
import { Refusal } from "./refusal.ts";
import { checkHost } from "./request-source.ts";
import { route } from "./routes.ts";
import { newSecret } from "./secret.ts";
import type { ServedDay } from "./served-day.ts";

/** Time that browsers have to read to the end. */
const CLOSE_WITHIN_MS = 1000;

/** Of every answer: nothing is kept, shown within another page, or told to another one. */
const HEADERS = {
  "cache-control": "no-store",
  "content-security-policy": "frame-ancestors 'none'",
  "cross-origin-opener-policy": "same-origin",
  "cross-origin-resource-policy": "same-origin",
  "referrer-policy": "no-referrer",
  "x-content-type-options": "nosniff",
  "x-frame-options": "DENY",
};

export interface DayServerOptions {
  readonly desk: DayDesk;
  readonly clock: Clock;
  readonly address: PageAddress;
  /** The folder of the runs, whose reports it shows. */
  readonly runsFolder: string;
  /** Told what went wrong within it. */
  readonly onFailure: (error: unknown) => void;
}

/** A game day on pages, for as long as it is open. */
export interface DayServer {
  /** The way in for each role. */
  readonly links: readonly { readonly role: Role; readonly url: string }[];
  close(): Promise<void>;
}

/** Has people hold a game day on pages. */
export function openDayServer({ desk, clock, address, runsFolder, onFailure }: DayServerOptions): DayServer {
  const { server, origin } = address;
  // A browser gives cookies of a host to every port of it, but not to another path: none can be had from us by guessing it.
  const base = `/${newSecret().slice(0, 12)}/`;
  const members = new Members(desk, clock, onFailure);
  const day: ServedDay = { desk, runsFolder, origin, base, members, feed: new Feed(desk, clock) };
  server.on("request", (request, response) => {
    answer(day, request, response).catch((error: unknown) => refuse(response, error, onFailure));
  });
  return {
    links: members.invitations.map(({ role, token }) => ({ role, url: `${origin}${base}#${token}` })),
    close: () => close(server, day, clock),
  };
}

async function answer(day: ServedDay, request: IncomingMessage, response: ServerResponse): Promise<void> {
  for (const [name, value] of Object.entries(HEADERS)) response.setHeader(name, value);
  checkHost(request.headers, day.origin);
  await route(day, request, response);
}

/** Says why something is refused, in words for the page. What is wrong with brownout itself is told to who began it. */
function refuse(response: ServerResponse, error: unknown, onFailure: (error: unknown) => void): void {
  const isExpected = error instanceof BrownoutError;
  if (!isExpected) onFailure(error);
  if (response.headersSent || response.destroyed) {
    response.destroy();
    return;
  }
  const status = error instanceof Refusal ? error.status : isExpected ? 409 : 500;
  const message = isExpected ? error.message : "brownout failed at this; where it was begun is said why";
  const words = { ...(isExpected && { code: error.code, hint: error.hint }), message };
  response.writeHead(status, { "content-type": "application/json" }).end(JSON.stringify(words));
}

async function close(server: Server, { members, feed }: ServedDay, clock: Clock): Promise<void> {
  members.close();
  feed.close();
  const closed = once(server, "close");
  server.close();
  const cancel = clock.after(CLOSE_WITHIN_MS, () => server.closeAllConnections());
  await closed;
  cancel();
}
