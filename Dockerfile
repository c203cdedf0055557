# Where Docker's official images are; a mirror of them does as well. Docker Hub itself refuses anonymous builds in a shared
# cloud when it has had too many of them.
ARG IMAGE_REGISTRY=public.ecr.aws/docker/library

# Build: all packages, then one bundle, at the path where it will run: node's compile cache depends on the path.
FROM ${IMAGE_REGISTRY}/node:24-slim AS build
WORKDIR /service
COPY package.json package-lock.json .npmrc ./
RUN npm ci
COPY app app
COPY plugins plugins
COPY routes routes
COPY deploy/command-line.ts deploy/command-line.ts
COPY build.ts ./
RUN npm run build

# Run: only the bundle.
FROM ${IMAGE_REGISTRY}/node:24-slim
ENV NODE_ENV=production \
    NODE_OPTIONS=--enable-source-maps \
    NODE_COMPILE_CACHE=/service/dist/compile-cache
WORKDIR /service
COPY --from=build /service/dist dist
USER node
EXPOSE 3000
# The exec form makes node process 1, which gets SIGTERM.
CMD ["node", "dist/bundle/server.js"]
