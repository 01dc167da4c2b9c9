/** Says why calls on connections that the proxy can't look into can't be judged. */
export function unseen(connections: number, where: string): string {
  const carry = connections === 1 ? "1 connection" : `${connections} connections`;
  return `no calls can be seen on ${carry} of ${where}: they were encrypted or compressed, or in a protocol that the proxy doesn't know`;
}
