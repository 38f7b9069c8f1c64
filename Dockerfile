# The image of the chart. Node runs the sources as they are; nothing is compiled.
FROM node:24-slim AS libraries
WORKDIR /hansa
COPY package.json package-lock.json ./
RUN npm ci --omit=dev --omit=optional --no-audit --no-fund

FROM node:24-slim
WORKDIR /hansa
COPY --from=libraries /hansa/node_modules node_modules
COPY package.json ./
COPY src src
USER 1001:1001
ENTRYPOINT ["node", "/hansa/src/main/hansa.ts"]
CMD ["controller"]
