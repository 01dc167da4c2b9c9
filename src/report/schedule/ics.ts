import type { RenderSchedule, Schedule } from "./schedule.ts";
import { basic, zoneComponent } from "./vtimezone.ts";

/**
 * A calendar with the game day as one event, which repeats (RFC 5545), and its time zone. Without a yearly rule of the zone the
 * event ends where the zone's changes are known no further.
 */
export const renderIcs: RenderSchedule = (schedule) => {
  const { gameday, madeAtMs } = schedule;
  const { name, title, when, lastsMs } = gameday;
  const zone = zoneComponent(when.zone, Number(when.first.slice(0, 4)));
  const lines = [
    "BEGIN:VCALENDAR",
    "VERSION:2.0",
    "PRODID:-//brownout//game day//EN",
    ...zone.lines,
    "BEGIN:VEVENT",
    `UID:${name}-${when.first}@brownout`,
    `DTSTAMP:${basic(new Date(madeAtMs).toISOString().slice(0, 19))}Z`,
    `DTSTART;TZID=${when.zone}:${basic(`${when.first}T${when.time}:00`)}`,
    `DURATION:PT${Math.ceil(lastsMs / 60_000)}M`,
    ...repeats(when.everyWeeks, zone.untilYear),
    `SUMMARY:${escaped(title)}`,
    `DESCRIPTION:${escaped(description(schedule))}`,
    "END:VEVENT",
    "END:VCALENDAR",
  ];
  return lines.flatMap(folded).map((line) => `${line}\r`);
};

function repeats(everyWeeks: number | undefined, untilYear: number | undefined): readonly string[] {
  if (everyWeeks === undefined) return [];
  const until = untilYear === undefined ? "" : `;UNTIL=${untilYear}1231T000000Z`;
  return [`RRULE:FREQ=WEEKLY;INTERVAL=${everyWeeks}${until}`];
}

function description({ gameday }: Schedule): string {
  const { participants, environment, experiments } = gameday;
  return [
    `${environment.is}; leader: ${participants.leader}, scribe: ${participants.scribe}`,
    ...experiments.map(({ run, hypothesis }) => `${run}: ${hypothesis}`),
  ].join("\n");
}

function escaped(text: string): string {
  return text.replace(/[\\;,]/g, "\\$&").replace(/\r\n?|\n/g, "\\n");
}

const OCTETS_MAX = 75;

/** A line in parts of 75 octets at most, of which each but the first begins with a space; no character is cut. */
function folded(line: string): readonly string[] {
  const parts = [""];
  let octets = 0;
  for (const character of line) {
    const size = Buffer.byteLength(character);
    if (octets + size > OCTETS_MAX) {
      parts.push(" ");
      octets = 1;
    }
    parts[parts.length - 1] += character;
    octets += size;
  }
  return parts;
}
