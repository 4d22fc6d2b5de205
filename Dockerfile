FROM node:24-slim AS build
WORKDIR /build
COPY package.json package-lock.json ./
# Install scripts are for development: they bring Node itself, which the image has.
RUN npm ci --ignore-scripts
COPY . .
RUN npm run build && npm prune --omit=dev --ignore-scripts

FROM node:24-slim
LABEL org.opencontainers.image.title="Parley" \
      org.opencontainers.image.description="One GraphQL API over Chatwoot and Infobip" \
      org.opencontainers.image.licenses="MIT"
ENV NODE_ENV=production \
    HOST=0.0.0.0 \
    PORT=4000 \
    PARLEY_DATA_DIR=/var/lib/parley
WORKDIR /parley
COPY --from=build /build/package.json /build/schema.graphql /build/LICENSE ./
COPY --from=build /build/bin bin
COPY --from=build /build/dist dist
COPY --from=build /build/node_modules node_modules
RUN mkdir /var/lib/parley && chown node:node /var/lib/parley
USER node
VOLUME /var/lib/parley
EXPOSE 4000
STOPSIGNAL SIGTERM
HEALTHCHECK --interval=10s --timeout=5s --start-period=20s \
  CMD ["node", "--eval", "fetch(`http://127.0.0.1:${process.env.PORT}/health`).then(({ ok }) => process.exit(ok ? 0 : 1), () => process.exit(1))"]
# Node itself is the first process: Parley takes SIGTERM and SIGINT, and starts no process that would have to be reaped.
ENTRYPOINT ["node", "bin/parley.js"]
CMD ["serve"]
