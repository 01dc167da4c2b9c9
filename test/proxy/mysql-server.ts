import { type Connection, type ConnectionOptions, createConnection, type RowDataPacket } from "mysql2/promise";

/** A connection by mysql2, as root, to a database that is there from the start. */
export function connectTo(address: string, options: ConnectionOptions = {}): Promise<Connection> {
  const [host = "", port = ""] = address.split(":");
  return createConnection({ host, port: Number(port), user: "root", database: "test", ...options });
}

/** The server's own counts, by name; asking is one of the `Questions` itself. */
export async function countsOf(connection: Connection): Promise<Readonly<Record<string, number>>> {
  const [rows] = await connection.query<RowDataPacket[]>("SHOW GLOBAL STATUS");
  return Object.fromEntries(rows.map(({ Variable_name: name, Value: value }) => [name, Number(value)]));
}

/** Options of MariaDB's own programs. */
export function as(address: string): string[] {
  const [host = "", port = ""] = address.split(":");
  return ["--no-defaults", "-h", host, "-P", port, "-u", "root", "--protocol=tcp", "test"];
}
