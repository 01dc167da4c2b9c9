/** A Date header has whole seconds. */
const DATE_STEP_MS = 1000;

/**
 * Time in ms by which a server's clock is ahead of ours, from an answer's Date header: 0 where both clocks may be the
 * same, else the middle of what is possible. The header was written somewhere between our sending and receiving.
 */
export function clockSkewMs(date: string, sentMs: number, receivedMs: number): number {
  const least = Date.parse(date) - receivedMs;
  const most = Date.parse(date) + DATE_STEP_MS - sentMs;
  return least <= 0 && most >= 0 ? 0 : (least + most) / 2;
}
