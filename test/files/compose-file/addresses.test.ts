import assert from "node:assert/strict";
import { describe, test } from "node:test";
import fc from "fast-check";
import { addressesIn, bareHost } from "../../../src/files/compose-file/addresses.ts";

const hosts = ["db", "db-replica", "cache", "shop.internal"];
const isHost = (name: string) => hosts.includes(name);

/** The addresses that are found, as `scheme host:port` and the text that would be replaced. */
function found(value: string): string[] {
  return addressesIn(value, isHost).map(
    ({ scheme, host, port, from, to, unclear }) =>
      `${unclear ?? scheme ?? "-"} ${host}:${port ?? "?"} [${value.slice(from, to)}]`,
  );
}

describe("addresses in a value", () => {
  const cases: readonly (readonly [value: string, ...found: string[]])[] = [
    ["http://db:8080/path?x=db:1", "http db:8080 [db:8080]", "as a part of another address db:1 [db:1]"],
    ["http://db", "http db:80 [db]"],
    ["HTTPS://db/", "https db:443 [db]"],
    ["redis://:secret@cache", "redis cache:6379 [cache]"],
    ["postgres://db:5432@db:6000/db?sslmode=disable", "postgres db:6000 [db:6000]"],
    ["postgres://user:p@ss@db:5432/app", "postgres db:5432 [db:5432]"],
    ["postgresql+asyncpg://u:p@db/app", "postgresql db:5432 [db]"],
    ["jdbc:postgresql://db:5432/app", "postgresql db:5432 [db:5432]"],
    ["mongodb://u:p@db,db-replica:27018/app", "mongodb db:27017 [db]", "mongodb db-replica:27018 [db-replica:27018]"],
    ["http://db:1,http://cache:2", "http db:1 [db:1]", "http cache:2 [cache:2]"],
    ["db:9092,cache:9093", "- db:9092 [db:9092]", "- cache:9093 [cache:9093]"],
    ["Server=db:1433;User=sa", "- db:1433 [db:1433]"],
    ["unknown://db/x", "unknown db:? [db]"],
    ["dns:///db:9090", "dns db:9090 [db:9090]"],
    ["dns://8.8.8.8/db:9090", "dns db:9090 [db:9090]"],
    ["http://db:$PORT/", "what stands for its port is no number db:? [db]"],
    ["http://db:{{ port }}/", "what stands for its port is no number db:? [db]"],
    ["${DB_HOST:-db}:5432", "by a variable of the program's own db:5432 [${DB_HOST:-db}:5432]"],
    ["http://${HOST:db}:80/", "by a variable of the program's own db:80 [${HOST:db}:80]"],
    ["dns:db:9090", "- db:9090 [db:9090]"],
    ["http://example.com/ db:5432", "- db:5432 [db:5432]"],
    ["http://shop.internal:80", "http shop.internal:80 [shop.internal:80]"],
    // Nothing of these is an address of one of the hosts.
    ["db"],
    ["the db is db"],
    ["mydb:5432"],
    ["db.example.com:5432"],
    ["http://db.example.com/db:5432", "as a part of another address db:5432 [db:5432]"],
    ["http://example.com/db"],
    ["http://shopxinternal:80"],
    ["dbx://user"],
    ["db:port"],
    [""],
  ];
  for (const [value, ...expected] of cases) test(value || "nothing", () => assert.deepEqual(found(value), expected));

  test("are where they are said to be, whatever is around them", () => {
    const word = fc.stringMatching(/^[a-z]{0,6}$/);
    const userInfo = fc.option(fc.stringMatching(/^[a-z]{1,4}:[a-z0-9]{1,6}@$/), { nil: "" });
    fc.assert(
      fc.property(
        fc.constantFrom(...hosts),
        fc.integer({ min: 1, max: 65_535 }),
        userInfo,
        word,
        (host, port, user, path) => {
          const value = `amqp://${user}${host}:${port}/${path}`;
          const [address, ...others] = addressesIn(value, isHost);
          assert.equal(others.length, 0);
          assert.equal(value.slice(address?.from, address?.to), `${host}:${port}`);
          assert.deepEqual([address?.host, address?.port], [host, port]);
        },
      ),
    );
  });
});

test("a bare host is a value and nothing else", () => {
  assert.equal(bareHost("db", isHost)?.host, "db");
  for (const value of ["db:5432", "db ", "my db", "other", ""]) assert.equal(bareHost(value, isHost), undefined, value);
});
