/** Answers every request with as many bytes as its path says. CommonJS, so that the node of any image runs it as it is. */
const { createServer } = require("node:http");

const [host, port] = process.argv.slice(2);
createServer(({ url }, response) => response.end("x".repeat(Number(url.slice(1))))).listen({
  host,
  port: Number(port),
  backlog: 1024,
});
