# syntax=docker/dockerfile:1

# The bundle is the same on every platform, so it is built once, on the builder's own.
FROM --platform=$BUILDPLATFORM docker.io/library/node:24.21.0-trixie-slim AS build
WORKDIR /build
COPY package.json package-lock.json ./
# The only install script is that of the npm package "node", and this image has Node.js.
RUN npm ci --ignore-scripts
COPY tsconfig.json rolldown.config.ts ./
COPY src ./src
RUN ["node", "node_modules/rolldown/bin/cli.mjs", "--config", "rolldown.config.ts"]

# No shell, no package manager; nothing is ever written, so the root file system may be read-only.
FROM gcr.io/distroless/nodejs24-debian13:nonroot
WORKDIR /app
COPY package.json ./
COPY --from=build /build/dist ./dist
ENV NODE_ENV=production
USER 65532:65532
EXPOSE 8080
ENTRYPOINT ["/nodejs/bin/node", "/app/dist/main.js"]
