/** Text that Grafana, which shows annotations as HTML, and Slack show as it is. */
export function withoutMarkup(text: string): string {
  return text.replaceAll("&", "&amp;").replaceAll("<", "&lt;").replaceAll(">", "&gt;");
}
