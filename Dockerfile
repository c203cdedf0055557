# Build: all packages, then one bundle. It is built where it will run, for the sake of node's compile cache.
FROM node:24-slim AS build
WORKDIR /service
COPY package.json package-lock.json .npmrc ./
RUN npm ci
COPY app app
COPY plugins plugins
COPY routes routes
COPY deploy/command-line.ts deploy/command-line.ts
COPY build.ts ./
RUN npm run build

# Run: the bundle and nothing else.
FROM node:24-slim
ENV NODE_ENV=production \
    NODE_OPTIONS=--enable-source-maps \
    NODE_COMPILE_CACHE=/service/dist/compile-cache
WORKDIR /service
COPY --from=build /service/dist dist
USER node
EXPOSE 3000
# Exec form: node is process 1 and hears SIGTERM.
CMD ["node", "dist/bundle/server.js"]
