import type { DayDesk } from "../assembly/gameday/desk.ts";
import { saidLine } from "../assembly/gameday/said.ts";
import { clockTime, timeOf } from "../judge/calendar/occurrences.ts";
import { type Person, type Role, roles } from "../judge/gameday/day-event.ts";
import { isSamePerson } from "../judge/gameday/fold-day.ts";
import type { Cancel, Clock } from "../values/clock/clock.ts";
import { Refusal } from "./refusal.ts";
import { digestOf, newSecret } from "./secret.ts";

/** A browser that is away for so long has gone: a reload takes less, and so does a line that is lost for a moment. */
const AWAY_MAX_MS = 15_000;
/** People that a day remembers, those that went among them. */
const MEMBERS_MAX = 100;
/** Pages of one person at once. A browser keeps six connections to a server, and a stop must find one that is free. */
const PAGES_MAX = 3;

/** Somebody who came by a link. */
export interface Member {
  readonly person: Person;
  /** The digest of its cookie. */
  readonly key: string;
  /** Wall-clock time at which it came; undefined while it is away. */
  sinceMs: number | undefined;
  /** Number of its pages that listen. */
  pages: number;
  cancelGoing: Cancel;
}

/** The link of a role, but for its address. */
export interface Invitation {
  readonly role: Role;
  readonly token: string;
}

/** The people who hold a day on pages: who may come, by what they are known, and who is there. */
export class Members {
  readonly invitations: readonly Invitation[] = roles.map((role) => ({ role, token: newSecret() }));
  readonly #roles: ReadonlyMap<string, Role>;
  readonly #members = new Map<string, Member>();
  readonly #desk: DayDesk;
  readonly #clock: Clock;
  readonly #onFailure: (error: unknown) => void;
  #isClosed = false;

  /** @param onFailure told where it could not be written down that somebody went */
  constructor(desk: DayDesk, clock: Clock, onFailure: (error: unknown) => void) {
    this.#desk = desk;
    this.#clock = clock;
    this.#onFailure = onFailure;
    this.#roles = new Map(this.invitations.map(({ role, token }) => [digestOf(token), role]));
  }

  /** The role that a link's token is for. */
  roleOf(token: string): Role {
    const role = this.#roles.get(digestOf(token));
    if (role !== undefined) return role;
    throw new Refusal(403, { message: "this is no link to this game day", hint: "Ask whoever began it for yours." });
  }

  /** Whoever has this cookie. */
  memberOf(cookie: string | undefined): Member | undefined {
    return cookie === undefined ? undefined : this.#members.get(digestOf(cookie));
  }

  /** Takes somebody in by a link. Gives the value of the cookie by which its browser is known from now on. */
  async join(token: string, name: string): Promise<string> {
    const person = { role: this.roleOf(token), name: saidLine(name, "a name") };
    this.#checkPlace(person);
    for (const [key, member] of this.#members) if (isSamePerson(member.person, person)) this.#members.delete(key);
    if (this.#members.size >= MEMBERS_MAX) throw new Refusal(503, { message: "more people than this can't come" });
    const cookie = newSecret();
    const member: Member = {
      person,
      key: digestOf(cookie),
      sinceMs: undefined,
      pages: 0,
      cancelGoing: () => undefined,
    };
    this.#members.set(member.key, member);
    await this.#come(member);
    this.#awaitPage(member);
    return cookie;
  }

  /** Notes that a page of somebody listens, who comes back with it where they had gone. Gives what notes that it doesn't any more. */
  async pageOpened(member: Member): Promise<() => void> {
    if (member.pages >= PAGES_MAX) {
      throw new Refusal(409, { message: `you have ${PAGES_MAX} pages of this day open already`, hint: "Close one." });
    }
    member.pages += 1;
    member.cancelGoing();
    const closed = () => {
      member.pages -= 1;
      if (member.pages === 0) this.#awaitPage(member);
    };
    if (member.sinceMs !== undefined) return closed;
    try {
      this.#checkPlace(member.person);
      await this.#come(member);
    } catch (error) {
      member.pages -= 1;
      throw error;
    }
    return closed;
  }

  /** Lets somebody go for good: their place is free at once. */
  async leave(member: Member): Promise<void> {
    this.#members.delete(member.key);
    member.cancelGoing();
    if (member.sinceMs === undefined) return;
    member.sinceMs = undefined;
    await this.#desk.go(member.person);
  }

  /** Waits for nobody any more. */
  close(): void {
    this.#isClosed = true;
    for (const member of this.#members.values()) member.cancelGoing();
  }

  /** One leads at a time, and one name is one person. */
  #checkPlace({ name, role }: Person): void {
    const there = [...this.#members.values()].filter(({ sinceMs }) => sinceMs !== undefined);
    const holder = there.find(({ person }) => person.role === role && (role === "leader" || person.name === name));
    if (holder === undefined) return;
    const { zone } = this.#desk.state.agreement.when;
    const time = timeOf(clockTime(holder.sinceMs ?? 0, zone));
    const does = role === "leader" ? "leads" : `is here as ${role}`;
    throw new Refusal(409, {
      message: `${holder.person.name} ${does} since ${time}`,
      hint: `The place is free when they leave, or ${AWAY_MAX_MS / 1000} s after their last page was closed.`,
    });
  }

  /** Its place is taken before it is written down, so that no two come at once. */
  async #come(member: Member): Promise<void> {
    member.sinceMs = this.#clock.wallMs();
    try {
      await this.#desk.come(member.person);
    } catch (error) {
      member.sinceMs = undefined;
      throw error;
    }
  }

  #awaitPage(member: Member): void {
    member.cancelGoing();
    if (member.sinceMs === undefined || this.#isClosed) return;
    member.cancelGoing = this.#clock.after(AWAY_MAX_MS, () => {
      member.sinceMs = undefined;
      this.#desk.go(member.person).catch(this.#onFailure);
    });
  }
}
