// A registry that has this package and no other, in a thread of its own: who installs from it waits in this one.

import { createHash } from "node:crypto";
import { readFileSync } from "node:fs";
import { createServer } from "node:http";
import { isMainThread, parentPort, Worker, workerData } from "node:worker_threads";

/** Serves a tarball; gives the registry's address and what ends it. */
export async function registry(tarball, manifest) {
  const worker = new Worker(new URL(import.meta.url), { workerData: { tarball, manifest } });
  const url = await new Promise((listening, failed) => worker.once("message", listening).once("error", failed));
  return { url, close: () => worker.terminate() };
}

if (!isMainThread) {
  const { tarball, manifest } = workerData;
  const bytes = readFileSync(tarball);
  const server = createServer((request, response) => {
    if (request.url === "/planproof.tgz") return response.end(bytes);
    if (request.url !== "/planproof") return response.writeHead(404).end("{}");
    const integrity = `sha512-${createHash("sha512").update(bytes).digest("base64")}`;
    const dist = { tarball: `http://${request.headers.host}/planproof.tgz`, integrity };
    const versions = { [manifest.version]: { ...manifest, dist } };
    const packument = { name: "planproof", "dist-tags": { latest: manifest.version }, versions };
    response.setHeader("content-type", "application/json").end(JSON.stringify(packument));
  });
  server.listen(0, "127.0.0.1", () => parentPort.postMessage(`http://127.0.0.1:${server.address().port}/`));
}
