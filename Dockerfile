# syntax=docker/dockerfile:1

# The reference app with its dashboard. See docs/deployment.md.

FROM node:26-slim AS workspace
WORKDIR /app
ENV CI=true
COPY . .

# The pages: all that builds them stays behind in this stage.
FROM workspace AS pages
RUN npx -y pnpm@12 install --frozen-lockfile --filter "@statuswire/dashboard..." \
  && node apps/dashboard/build/build-if-stale.ts

# What runs, without development's dependencies. Node runs the TypeScript as it stands; that of contracts, which is published
# with zod compiled in and so names it among those, finds the app's.
FROM workspace AS service
RUN npx -y pnpm@12 install --frozen-lockfile --prod --filter-prod "@statuswire/reference..." \
  && ln -s ../apps/reference/node_modules/zod node_modules/zod

FROM node:26-slim
ENV NODE_ENV=production \
  HOST=0.0.0.0 \
  PORT=8080
WORKDIR /var/lib/statuswire
RUN chown node:node /var/lib/statuswire && chmod 700 /var/lib/statuswire
COPY --from=service /app/node_modules /app/node_modules
COPY --from=service /app/packages /app/packages
COPY --from=service /app/apps/reference /app/apps/reference
COPY --from=pages /app/apps/dashboard/dist /app/apps/dashboard/dist
USER node
VOLUME /var/lib/statuswire
EXPOSE 8080
STOPSIGNAL SIGTERM
HEALTHCHECK --interval=10s --timeout=5s --start-period=20s --retries=3 \
  CMD ["node", "-e", "fetch(`http://127.0.0.1:${process.env.PORT}/readyz`).then((answer) => process.exit(answer.ok ? 0 : 1), () => process.exit(1))"]
CMD ["node", "/app/apps/reference/src/main.ts"]
