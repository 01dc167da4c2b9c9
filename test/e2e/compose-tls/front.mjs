/** Calls its callee in HTTP/2 over TLS, each time on a connection of its own, and trusts whom Node trusts. */
import { createServer } from "node:http";
import { connect } from "node:http2";

createServer(({ url, headers: { traceparent = "" } }, answer) => {
  if (url === "/up") return answer.end();
  const failed = (error) => answer.headersSent || answer.writeHead(502).end(String(error));
  const session = connect(process.env.BACK).on("error", failed);
  const request = session.request({ ":path": "/", traceparent }).on("error", failed);
  request.on("response", (head) => answer.writeHead(head[":status"]).end());
  request.on("close", () => session.close()).resume();
  answer.on("close", () => session.destroy());
}).listen(8080, "0.0.0.0");
