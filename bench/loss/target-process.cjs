/** Answers every request with 1000 bytes. CommonJS, so that the node of any image runs it as it is. */
const { createServer } = require("node:http");

const [host, port] = process.argv.slice(2);
createServer((_, response) => response.end("x".repeat(1000))).listen({ host, port: Number(port), backlog: 1024 });
