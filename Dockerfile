# The demo service. One image is any service of a graph; its environment says which (fixtures/service/graph-config.ts).
FROM node:24.21.0-bookworm-slim AS dependencies
WORKDIR /app
COPY package.json package-lock.json ./
RUN npm ci --omit=dev --ignore-scripts --no-audit --no-fund

# Node strips the types itself, so there is nothing to build.
FROM node:24.21.0-bookworm-slim
WORKDIR /app
COPY --from=dependencies /app/node_modules node_modules
COPY package.json ./
COPY src src
COPY fixtures/service fixtures/service

ENV NODE_ENV=production PORT=8080 BROWNOUT_HOST=0.0.0.0
EXPOSE 8080
USER node
HEALTHCHECK --interval=5s --timeout=3s --retries=3 CMD ["node", "-e", "require('node:http').get('http://127.0.0.1:8080/readyz', ({ statusCode }) => process.exit(statusCode === 200 ? 0 : 1))"]
CMD ["node", "fixtures/service/main.ts"]
