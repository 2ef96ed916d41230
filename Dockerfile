# The bridge: `docker run IMAGE run`, `consumers`, `worker` or any other command of ktb.
#
#   docker build --tag kafka-temporal-bridge .
#
# NODE_IMAGE: Node 24 with npm, on Debian.
ARG NODE_IMAGE=node:24-bookworm-slim

FROM ${NODE_IMAGE} AS build
WORKDIR /build
# A file of that image with additional certificate authorities, for npm behind a proxy.
ARG NODE_EXTRA_CA_CERTS
COPY package.json package-lock.json ./
# No package needs its install script here; the script of the package `node` would fetch a second Node.
RUN npm ci --ignore-scripts --no-audit --no-fund --loglevel=error && rm -rf /root/.npm
COPY . .
# Optional peers of the package, which the order application and the simulator in this image need.
RUN node infra/checkout/build.ts \
  && for name in nodemailer smtp-server; do \
    npm pkg set "dependencies.$name=$(npm pkg get "devDependencies.$name" | tr -d '"')" && npm pkg delete "devDependencies.$name" || exit 1; \
  done \
  && npm prune --omit=dev --ignore-scripts --no-audit --no-fund --loglevel=error \
  # Temporal's native core is installed for every platform, but only one is used.
  && cd node_modules/@temporalio/core-bridge/releases \
  && find . -mindepth 1 -maxdepth 1 ! -name "$(uname -m)-unknown-linux-gnu" -exec rm -r {} +

FROM ${NODE_IMAGE}
ENV NODE_ENV=production KTB_HEALTH_ADDRESS=0.0.0.0:9464 KTB_STATE_DIR=/tmp/ktb KTB_IMPORTS_DIR=/var/lib/ktb/imports
WORKDIR /app
COPY --from=build /build/package.json ./
COPY --from=build /build/node_modules ./node_modules
COPY --from=build /build/dist ./dist
# The simulator's ledger, and files to import.
RUN install -d -o 1000 -g 1000 /var/lib/ktb /var/lib/ktb/imports
# By number, so that an orchestrator can check that it is not root.
USER 1000:1000
EXPOSE 9464
STOPSIGNAL SIGTERM
HEALTHCHECK --interval=5s --timeout=3s --start-period=30s --retries=3 CMD ["node", "dist/infra/health-check.mjs"]
# Node itself is process 1: it gets every signal, and the bridge drains at SIGINT, SIGTERM or SIGHUP. It starts no
# other processes, so no init has to reap them; `--init` adds one.
ENTRYPOINT ["node", "dist/infra/bin.mjs"]
CMD ["run"]
