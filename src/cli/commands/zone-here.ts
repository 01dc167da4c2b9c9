/** The time zone of this machine, or of TZ in the environment. */
export function zoneHere(): string {
  return new Intl.DateTimeFormat().resolvedOptions().timeZone;
}
