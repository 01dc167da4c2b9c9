/** Fields of a head of HTTP/1.1, as a text of latin1 with its closing empty line. */

export interface RequestLine {
  readonly method: string;
  readonly target: string;
}

/** The first line of a request's head. */
export function requestLineOf(head: string): RequestLine {
  const end = head.indexOf("\r\n");
  const [method = "", target = ""] = head.slice(0, end).split(" ");
  return { method, target };
}

/** The value of a field; several lines of it are one list. Undefined when there is none. */
export function fieldOf(head: string, name: string): string | undefined {
  const wanted = name.toLowerCase();
  const values: string[] = [];
  for (const line of linesOf(head)) if (fieldName(line) === wanted) values.push(fieldValue(line));
  return values.length === 0 ? undefined : values.join(", ");
}

/** All fields in order, one for each line; names in lower case. */
export function fieldsIn(head: string): readonly (readonly [name: string, value: string])[] {
  return linesOf(head).map((line) => [fieldName(line), fieldValue(line)]);
}

/** Sets a field, instead of all lines that it has; the name as it is written here. */
export function setField(head: string, name: string, value: string): string {
  const rest = removeField(head, name);
  return `${rest.slice(0, -2)}${name}: ${value}\r\n\r\n`;
}

/** Takes all lines of a field out; without one, the head stays as it is. */
export function removeField(head: string, name: string): string {
  const wanted = name.toLowerCase();
  const lines = linesOf(head);
  return lines.some((line) => fieldName(line) === wanted)
    ? head.slice(0, head.indexOf("\r\n")) +
        lines
          .filter((line) => fieldName(line) !== wanted)
          .map((line) => `\r\n${line}`)
          .join("") +
        "\r\n\r\n"
    : head;
}

/** The lines of fields. One that begins with a space goes on with the line before it (RFC 9112, 5.2). */
function linesOf(head: string): readonly string[] {
  const [, ...lines] = head.slice(0, -"\r\n\r\n".length).split(/\r\n(?![ \t])/);
  return lines;
}

function fieldName(line: string): string {
  return line.slice(0, line.indexOf(":")).trimEnd().toLowerCase();
}

function fieldValue(line: string): string {
  return line.slice(line.indexOf(":") + 1).trim();
}
