// Serves the built playground from a port of its own, and remembers what was asked for.

import { createReadStream, existsSync, statSync } from "node:fs";
import { createServer } from "node:http";
import { extname, join, normalize, sep } from "node:path";
import { fileURLToPath } from "node:url";

const DIST = process.env.PLANPROOF_DIST ?? fileURLToPath(new URL("../../web/dist", import.meta.url));

const TYPES = {
  ".css": "text/css",
  ".html": "text/html; charset=utf-8",
  ".js": "text/javascript",
  ".json": "application/json",
  ".svg": "image/svg+xml",
  ".wasm": "application/wasm",
};

/**
 * @param {{ replaced?: Record<string, string | null> }} options  texts to serve in place of files; null: missing
 * @returns {Promise<{ origin: string, requests: string[], close: () => Promise<void> }>}
 */
export async function serve({ replaced = {} } = {}) {
  if (!existsSync(join(DIST, "index.html"))) {
    throw new Error(`the playground is not built: ${DIST} holds no index.html; run \`cargo xtask build\` first`);
  }
  const requests = [];
  const server = createServer((request, response) => {
    const path = decodeURIComponent(new URL(request.url, "http://localhost").pathname);
    requests.push(path);
    const name = path.endsWith("/") ? `${path}index.html` : path;
    const type = TYPES[extname(name)] ?? "application/octet-stream";
    const text = replaced[name.slice(1)];
    if (text !== undefined) {
      response.writeHead(text === null ? 404 : 200, { "content-type": type }).end(text ?? "");
      return;
    }
    const file = normalize(join(DIST, name));
    if (!file.startsWith(DIST + sep) || !existsSync(file) || !statSync(file).isFile()) {
      response.writeHead(404).end();
      return;
    }
    response.writeHead(200, { "content-type": type });
    createReadStream(file).pipe(response);
  });
  await new Promise((listening) => server.listen(0, "127.0.0.1", listening));
  const close = () => {
    server.closeAllConnections();
    return new Promise((closed) => server.close(closed));
  };
  return { origin: `http://127.0.0.1:${server.address().port}`, requests, close };
}
