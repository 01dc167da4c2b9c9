import assert from "node:assert/strict";
import { EventEmitter } from "node:events";
import type { ServerResponse } from "node:http";
import { test } from "node:test";
import { PageStream, wireMessage } from "../../src/web/page-stream.ts";

/** An answer whose browser reads when a test has it do so. */
class HeldResponse extends EventEmitter {
  readonly written: string[] = [];
  writableLength = 0;
  writeHead(): void {
    assert.deepEqual(this.written, []);
  }
  write(text: string): void {
    this.written.push(text);
    this.writableLength += text.length;
  }
  read(): void {
    this.writableLength = 0;
    this.emit("drain");
  }
}

test("a browser that doesn't read holds up nothing, and has everything anew when it reads again", () => {
  const response = new HeldResponse();
  const [all, more] = [wireMessage("bins", []), wireMessage("bins", [])];
  const stream = new PageStream(response as unknown as ServerResponse, () => [all]);
  response.read();
  assert.equal(response.written.length, 2);
  response.writableLength = 2 * 1024 * 1024;
  for (let sent = 0; sent < 1000; sent++) stream.send(more);
  stream.beat();
  response.writableLength = 1;
  stream.send(more);
  assert.equal(response.written.length, 2);
  response.read();
  assert.deepEqual(response.written.slice(2), [all]);
  stream.send(more);
  response.read();
  assert.deepEqual(response.written.slice(3), [more]);
});
