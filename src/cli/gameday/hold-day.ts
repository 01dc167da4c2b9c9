import type { HeldDesk } from "../../assembly/gameday/held-desk.ts";
import type { Person } from "../../judge/gameday/day-event.ts";
import { messageOf } from "../../values/errors.ts";
import type { CommandContext } from "../commands/context.ts";
import { DayScreen } from "./day-screen.ts";
import type { LeaderAtDesk } from "./take-lines.ts";

/** The way in which a day ended in this process. */
export type DayEnd = "over" | "left" | "SIGINT" | "SIGTERM";

/** A way to have people hold a day: by lines, or on pages. Resolves when it is over or left. */
export type Way = (at: LeaderAtDesk, context: CommandContext) => Promise<void>;

/**
 * Holds a day until it is over or left, and shows it meanwhile. SIGINT stops the run under way, and where none is
 * leaves the day, as SIGTERM always does.
 * @param leader the person at the terminal
 * @throws JournalError where the day's journal can't be written any more
 */
export async function holdDay(desk: HeldDesk, leader: Person, way: Way, context: CommandContext): Promise<DayEnd> {
  const screen = new DayScreen(desk, leader, context);
  let signalled: "SIGINT" | "SIGTERM" | undefined;
  const leaveBy = async (signal: "SIGINT" | "SIGTERM") => {
    signalled = signal;
    await desk.leaveFor(`ended by ${signal}`, signal);
  };
  const onInterrupt = () => {
    const done = desk.state.stage.kind === "running" ? desk.stop(leader) : leaveBy("SIGINT");
    void done.catch((error: unknown) => screen.complain(error));
  };
  const onAbort = () => void leaveBy(context.signal.reason).catch((error: unknown) => screen.complain(error));
  const stopInterrupts = context.onInterrupt(onInterrupt);
  context.signal.addEventListener("abort", onAbort, { once: true });
  try {
    // The signal may have come as the day began.
    if (context.signal.aborted) onAbort();
    else await desk.come(leader);
    const held = way({ desk, leader, screen, onInterrupt }, context).catch(async (error: unknown) => {
      await desk.leaveFor(`it could not go on: ${messageOf(error)}`);
      throw error;
    });
    const [end] = await Promise.all([desk.done, held]);
    return signalled ?? end;
  } finally {
    screen.close();
    context.signal.removeEventListener("abort", onAbort);
    stopInterrupts();
  }
}
