/** Says why calls on connections without HTTP/1.1 can't be judged. */
export function unseen(connections: number, where: string): string {
  const carry = connections === 1 ? "1 connection" : `${connections} connections`;
  return `no calls can be seen on ${carry} of ${where}: no HTTP/1.1 was on them`;
}
