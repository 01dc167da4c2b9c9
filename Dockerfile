# The demo service (the default), brownout's own fault proxy (`--target proxy`), the command (`--target cli`), and tools
# for faults on packets (`--target network-tools`).
FROM node:24.21.0-bookworm-slim AS dependencies
WORKDIR /app
COPY package.json package-lock.json ./
# What is optional is for the pages of runs, which are made where brownout is installed.
RUN npm ci --omit=dev --omit=optional --ignore-scripts --no-audit --no-fund

# Node strips the types itself, so there is nothing to build.
FROM node:24.21.0-bookworm-slim AS base
WORKDIR /app
COPY --from=dependencies /app/node_modules node_modules
COPY package.json ./
COPY src src
ENV NODE_ENV=production
USER node

# Speaks Toxiproxy's API at its port, and measures edges besides: docker build --target proxy -t brownout-proxy:0.1.0 .
FROM base AS proxy
EXPOSE 8474
HEALTHCHECK --interval=5s --timeout=3s --retries=3 CMD ["node", "-e", "require('node:http').get('http://127.0.0.1:8474/version', ({ statusCode }) => process.exit(statusCode === 200 ? 0 : 1))"]
ENTRYPOINT ["node", "src/cli.ts", "proxy"]
CMD ["--listen", "0.0.0.0:8474", "--metrics"]

# For a helper container in another container's network, where brownout may not enter it by itself:
# docker build --target network-tools -t brownout-network-tools:0.1.0 .
FROM node:24.21.0-bookworm-slim AS network-tools
RUN apt-get update && apt-get install --yes --no-install-recommends nftables iproute2 && rm -rf /var/lib/apt/lists/*
CMD ["nft", "list", "ruleset"]

# The command, with the experiments of this tree; for Jobs on a cluster: docker build --target cli -t brownout:0.1.0 .
FROM base AS cli
COPY docker-compose.yml ./
COPY schema schema
COPY experiments experiments
COPY fixtures fixtures
# Where runs are kept.
USER root
RUN mkdir .brownout && chown node .brownout
USER node
ENTRYPOINT ["node", "src/cli.ts"]
CMD ["--help"]

# One image is any service of a graph; its environment says which (fixtures/service/graph-config.ts).
FROM base AS service
COPY fixtures/service fixtures/service
ENV PORT=8080 BROWNOUT_HOST=0.0.0.0
EXPOSE 8080
HEALTHCHECK --interval=5s --timeout=3s --retries=3 CMD ["node", "-e", "require('node:http').get('http://127.0.0.1:8080/readyz', ({ statusCode }) => process.exit(statusCode === 200 ? 0 : 1))"]
CMD ["node", "fixtures/service/main.ts"]
