import type { Person } from "../../judge/gameday/day-event.ts";
import { openDayServer } from "../../web/day-server.ts";
import type { PageAddress } from "../../web/page-address.ts";
import type { Way } from "./hold-day.ts";

/** Whoever is at the terminal of a day on pages: it shows the day, and stops a run as an observer may. */
export const atTerminal: Person = { name: "terminal", role: "observer" };

/** The way to hold a day on pages, until it is over or left. */
export function onPages(address: PageAddress, runsFolder: string): Way {
  return async ({ desk, screen }, { clock }) => {
    const onFailure = (error: unknown) => screen.complain(error);
    const server = openDayServer({ desk, clock, address, runsFolder, onFailure });
    screen.print(
      "",
      "The day is on pages of this machine. Whoever has a link comes in its part:",
      ...server.links.map(({ role, url }) => `  ${role.padEnd("observer".length)}  ${url}`),
      "",
    );
    try {
      await desk.done;
    } finally {
      await server.close();
    }
  };
}
