import assert from "node:assert/strict";
import { describe, test } from "node:test";
import { fileLines } from "../../../src/files/compose-file/file-lines.ts";

describe("a line of a configuration file", () => {
  const cases: readonly (readonly [line: string, name: string, value: string])[] = [
    ["  url: http://api:3000/v1", "url", "http://api:3000/v1"],
    ["  - kafka-1:9092", "", "kafka-1:9092"],
    ['  "baseUrl": "http://api:3000",', "baseUrl", "http://api:3000"],
    ['host = "db"', "host", "db"],
    ["spring.datasource.url=jdbc:postgresql://db:5432/app", "spring.datasource.url", "jdbc:postgresql://db:5432/app"],
    ["export CACHE='cache:6379'", "CACHE", "cache:6379"],
    ["brokers: [kafka-1:9092, kafka-2:9092]", "brokers", "[kafka-1:9092, kafka-2:9092"],
    ["api:3000", "", "api:3000"],
  ];
  for (const [line, name, value] of cases) {
    test(line, () => {
      const [found] = fileLines(`# first\n${line}\r\n`);
      assert.deepEqual([found?.name, found?.value, found?.line], [name, value, 2]);
      assert.equal(`# first\n${line}`.slice(found?.from).startsWith(value), true);
    });
  }

  for (const line of ["# url: http://api:3000", "; a=b:1", "! a=b:1", "// b:1", "", "key:"]) {
    test(`${JSON.stringify(line)} holds nothing`, () => assert.deepEqual(fileLines(line), []));
  }
});
