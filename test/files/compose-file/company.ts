/** The files of a project as companies have them, by their paths; `read-compose.test.ts` says what is in them. */
export const company: Readonly<Record<string, string>> = {
  "shop/docker-compose.yml": `
name: shop
include:
  - path: payments/compose.yml
  - observability.yml
x-service: &service
  restart: unless-stopped
  environment: &defaults
    LOG_LEVEL: \${LOG_LEVEL:-info}
    CACHE_URL: redis://\${CACHE_HOST:-cache}:\${CACHE_PORT}
services:
  web:
    extends: { file: common/base.yml, service: node }
    <<: *service
    image: shop/web:\${TAG:?say which}
    ports: ["\${WEB_PORT:-8080}:3000"]
    environment:
      <<: *defaults
      ORDERS_URL: http://\${ORDERS_HOST-orders}:\${ORDERS_PORT}/v1
      PRICE: "5$$"
      USERS: dns:///users:9090
    command: ["serve", "--feature=\${FEATURES:+new}", "--queue", "\${QUEUE_URL}"]
    depends_on: [orders]
  orders:
    extends: { service: backend }
    environment:
      - PORT=\${ORDERS_PORT}
      - KAFKA_BROKERS=kafka-1:9092,kafka-2:9092
      - PAYMENTS_HOST=payments
      - PAYMENTS_PORT=\${PAYMENTS_PORT:-7000}
  backend:
    image: shop/orders:1.4.2
    env_file:
      - env/database.env
      - { path: env/local.env, required: false }
    expose: ["8081"]
  users: { image: "shop/users:2.0.0", entrypoint: "users --listen :9090" }
  debug: { image: "shop/debug:1.0.0", profiles: [debug], environment: { TARGET: "http://orders:8081" } }
  cache: { image: "redis:7.2.5" }
  kafka-1: { image: "apache/kafka:3.7.0" }
  kafka-2: { image: "apache/kafka:3.7.0" }
  db: { image: "postgres:16.3" }
`,
  "shop/.env": `# of everybody
export TAG=3.1.0
CACHE_PORT=6379 # the usual one
ORDERS_PORT='8081'
QUEUE_URL="amqp://rabbit:\${RABBIT_PORT:-5672}/jobs"
`,
  "shop/common/base.yml": `
services:
  node:
    extends: { service: any }
    env_file: node.env
    environment: { NODE_ENV: production, LOG_LEVEL: error }
  any: { environment: { TZ: UTC } }
`,
  "shop/common/node.env":
    "NODE_OPTIONS=--max-old-space-size=512\nHASH=#1\nQUOTED=\"a\\nb \\$X\" # two lines\nSINGLE='$TAG'\nOF_TAG=v${TAG}\n",
  "shop/env/database.env": "DATABASE_URL=postgres://shop:s3cret@db:5432/orders\n",
  "shop/payments/compose.yml": `
services:
  payments:
    image: shop/payments:1.0.0
    environment: { LEDGER: "http://\${LEDGER_HOST}:\${LEDGER_PORT}", CHARGES: "https://api.psp.example/v2" }
    expose: ["7000"]
  ledger: { image: "shop/ledger:1.0.0" }
`,
  "shop/payments/.env": "LEDGER_HOST=ledger\nLEDGER_PORT=7100\n",
  "shop/observability.yml": "services: { statsd: { image: 'statsd:0.10.0', expose: [8125] } }\n",
};
