// Asks all three at once. Prices may take 300 ms; then the last known price is shown.
import { createServer, get } from "node:http";

const { PORT, PRICING_URL, STOCK_HOST, STOCK_PORT, TAX } = process.env;
let lastPrice = "unknown";

function ask(url, timeout = 5_000) {
  return new Promise((resolve, reject) => {
    const request = get(url, { signal: AbortSignal.timeout(timeout) }, async (response) => {
      let text = "";
      try {
        for await (const chunk of response) text += chunk;
        if (response.statusCode === 200) resolve(text.trim());
        else reject(new Error(`${url} answered ${response.statusCode}`));
      } catch (error) {
        reject(error);
      }
    });
    request.on("error", reject);
  });
}

async function price() {
  try {
    lastPrice = await ask(`${PRICING_URL}/price`, 300);
  } catch {
    // The last one that is known is good enough.
  }
  return lastPrice;
}

createServer(async ({ url }, response) => {
  if (url === "/health") return response.end("ok");
  try {
    const stock = ask(`http://${STOCK_HOST}:${STOCK_PORT}/stock`);
    const [p, s, t] = await Promise.all([price(), stock, ask(`http://${TAX}/tax`)]);
    response.end(JSON.stringify({ price: p, stock: s, tax: t }));
  } catch (error) {
    response.writeHead(502).end(error.message);
  }
}).listen(Number(PORT), process.env.HOST ?? "0.0.0.0");
