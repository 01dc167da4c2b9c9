import { z } from "zod";
import type { DayDesk } from "../assembly/gameday/desk.ts";
import { severities } from "../files/gameday/finding.ts";
import type { Person } from "../judge/gameday/day-event.ts";
import { Refusal } from "./refusal.ts";

/** A thing that a page may ask for. Who may, and when, is for the desk to say. */
interface Ask {
  readonly name: string;
  /** @param body fields as the page's form has them, not looked at yet */
  readonly put: (desk: DayDesk, by: Person, body: unknown) => Promise<void>;
}

function ask<Shape extends z.ZodRawShape>(
  name: string,
  shape: Shape,
  act: (desk: DayDesk, by: Person, fields: z.infer<z.ZodObject<Shape>>) => Promise<void>,
): Ask {
  const schema = z.strictObject(shape);
  return {
    name,
    async put(desk, by, body) {
      const read = schema.safeParse(body);
      if (!read.success) throw new Refusal(400, { message: `this is no ${name}: ${z.prettifyError(read.error)}` });
      await act(desk, by, read.data as z.infer<z.ZodObject<Shape>>);
    },
  };
}

const text = z.string();

/** All that a page may ask for, by the name that its forms have in `data-ask`. */
const ASKS: readonly Ask[] = [
  ask("begin", {}, (desk, by) => desk.begin(by)),
  ask("go", {}, (desk, by) => desk.decide(by, true)),
  ask("no-go", { why: text }, (desk, by, { why }) => desk.decide(by, false, why)),
  ask("stop", {}, (desk, by) => desk.stop(by)),
  ask("note", { text }, (desk, by, fields) => desk.note(by, fields.text)),
  ask("learn", { text }, (desk, by, fields) => desk.learn(by, fields.text)),
  ask("file", { title: text, severity: z.enum(severities), owner: text, text }, (desk, by, draft) =>
    desk.file(by, draft),
  ),
  ask("again", {}, (desk, by) => desk.again(by)),
  ask("reviewed", {}, (desk, by) => desk.reviewed(by)),
  ask("end", {}, (desk, by) => desk.end(by)),
  ask("leave", { why: text }, (desk, by, { why }) => desk.leave(by, why)),
];

/** The ask of a name. */
export function askNamed(name: string): Ask {
  const found = ASKS.find((one) => one.name === name);
  if (found !== undefined) return found;
  throw new Refusal(404, { message: `nobody can ask for ${name}` });
}
