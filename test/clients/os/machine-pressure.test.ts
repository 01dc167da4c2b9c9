import assert from "node:assert/strict";
import { test } from "node:test";
import { readMachineWaitMs } from "../../../src/clients/os/machine-pressure.ts";

const pressure =
  "some avg10=58.35 avg60=60.97 avg300=37.12 total=178064963\nfull avg10=0.00 avg60=0.00 avg300=0.00 total=0\n";
const stat = "cpu  47219 0 15851 59302 428 0 149 64 0 0\ncpu0 23000 0 7000 29000 200 0 70 30 0 0\n";

const from = (files: Readonly<Record<string, string>>) => readMachineWaitMs((path) => files[path]);

test("what waited for a processor is what pressure and steal say together", () => {
  assert.equal(from({ "/proc/pressure/cpu": pressure, "/proc/stat": stat }), 178_064.963 + 640);
});

test("either is enough", () => {
  assert.equal(from({ "/proc/stat": stat }), 640);
  assert.equal(from({ "/proc/pressure/cpu": pressure }), 178_064.963);
});

test("a machine that says neither is not known to be idle", () => {
  assert.equal(from({}), undefined);
  assert.equal(from({ "/proc/pressure/cpu": "", "/proc/stat": "cpu 1 2 3" }), undefined);
});

test("this machine never says less than before", () => {
  const before = readMachineWaitMs();
  const after = readMachineWaitMs();
  assert.ok(before === undefined || (after !== undefined && after >= before));
});
