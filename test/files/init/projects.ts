/** Compose files as people write them. */

export const webShop = `
x-common: &common
  restart: unless-stopped
  logging: { driver: json-file }
x-env: &env
  LOG_LEVEL: info
  REDIS_URL: redis://:\${REDIS_PASSWORD:-secret}@cache:6379/0
services:
  web:
    <<: *common
    image: nginx:1.27.0
    ports: ["\${WEB_PORT:-8080}:80"]
    environment:
      <<: *env
      API_URL: http://api:3000/v1?via=api
    depends_on: [api]
  api:
    <<: *common
    build: ./api
    environment:
      <<: *env
      DATABASE_URL: postgres://db:5432@db/app?sslmode=disable
      SERVICE_NAME: api
      PEER_NAME: web
    depends_on:
      db: { condition: service_healthy }
  worker:
    <<: *common
    image: shop/worker:2.1.0
    environment: { <<: *env }
    depends_on: [db]
  db:
    image: postgres:16.3
    environment: [POSTGRES_DB=db]
  cache:
    image: redis:7.2.5
`;

export const listOfVariables = `
services:
  app:
    image: shop/app:1.0.0
    ports: [{ target: 8000, published: "8000" }]
    environment:
      - DB_HOST=db
      - DB_PORT=5432
      - DB_NAME=db
      - SEARCH_HOST=\${SEARCH_HOST:-search}
      - BROKERS=kafka-1:9092,kafka-2:9092
      - QUEUE_URL=amqps://guest:guest@queue
      - METRICS_ADDR=statsd
      - HOME
  db: { image: "mysql:8.4.0" }
  search: { image: "elasticsearch:8.14.0" }
  kafka-1: { image: "apache/kafka:3.7.0" }
  kafka-2: { image: "apache/kafka:3.7.0" }
  queue: { image: "rabbitmq:3.13.0" }
  statsd: { image: "shop/statsd:1.0.0" }
`;

export const networks = `
services:
  edge:
    image: nginx:1.27.0
    ports: ["80"]
    networks: [front]
    environment: { BACKEND: "http://backend.local:8080", DATABASE: "db:5432" }
  backend:
    image: shop/backend:1.0.0
    networks:
      front: { aliases: [backend.local] }
      back:
    environment: { DATABASE: "db:5432" }
  db:
    image: postgres:16.3
    networks: [back]
  agent:
    image: shop/agent:1.0.0
    network_mode: host
    environment: { BACKEND: "http://backend:8080" }
networks:
  front:
  back: { internal: true }
`;

/** Variables in the place of hosts, ports, URLs and secrets. */
export const interpolated = `
services:
  web:
    image: shop/web:1.0.0
    ports: ["8080:80"]
    command: ["serve", "--b=b:\${PORT_B:-8081}", "--token=\${TOKEN}", "dns:///users:9090"]
    environment:
      B: http://b:\${PORT_B:-8081}/x
      API: \${API_HOST:-api}:3000
      API_URL: \${API_BASE:-http://api:3000/v1}/users
      DATABASE_URL: \${DATABASE_URL}
      USERS_HOST: users
      USERS_PORT: \${USERS_PORT}
      LOST: http://\${NOWHERE}:80
      HALF: http://b:\${NO_PORT}/
      STRIPE: https://api.stripe.com/v1
      PASSED: http://\${USER_NAME:-u}:$$ecret@b:\${PORT_B:-8081}
      BROKERS: \${BROKERS:-}
  worker:
    image: shop/worker:1.0.0
    environment: { DATABASE_URL: "\${DATABASE_URL}" }
    command: work --db-host mysql --db-port \${MYSQL_PORT:-3306}
  b: { image: "shop/b:1.0.0" }
  api: { image: "shop/api:1.0.0" }
  users: { image: "shop/users:1.0.0" }
  kafka-1: { image: "apache/kafka:3.7.0" }
  kafka-2: { image: "apache/kafka:3.7.0" }
  mysql: { image: "mysql:8.4.0" }
  db: { image: "postgres:16.3" }
`;
