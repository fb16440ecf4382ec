// How many plans one OPA server judges in a second: `npm run throughput --workspace tests/opa`, with `OPA` or opa on PATH.
//
// Each plan is sent as it would be, read anew by the server; so many are under way at once as the machine has processors. The
// processor's time is told too (on Linux), since the rate is that of a machine that does nothing else.

import { spawn } from "node:child_process";
import { readFileSync } from "node:fs";
import { cpus } from "node:os";
import { setTimeout as sleep } from "node:timers/promises";
import { bundle, values } from "./fixtures.mjs";
import { planOf } from "./plans.mjs";

const SECONDS = 10;
const address = "127.0.0.1:18181";
const server = spawn(process.env.OPA ?? "opa", ["run", "--server", "--addr", address, "--log-level", "error", "--bundle", bundle], {
  stdio: "ignore",
});
try {
  while (!(await fetch(`http://${address}/health?bundles`).catch(() => ({}))).ok) await sleep(100);
  const small = values.find(({ path }) => path === "payments-broken/plan.json");
  for (const [name, text] of [
    ["a plan of 55 kB", String(small.contents)],
    ["a plan of 1 MB", planOf(1_000_000)],
    ["a plan of 10 MB", planOf(10_000_000)],
  ]) {
    await measure(name, `{"input":${text}}`);
  }
} finally {
  server.kill();
}

async function measure(name, body) {
  const resources = (await result(body, "report")).inputs[0].resources;
  const times = [];
  const end = performance.now() + SECONDS * 1000;
  const client = async () => {
    while (performance.now() < end) {
      const start = performance.now();
      await result(body, "deny");
      times.push(performance.now() - start);
    }
  };
  const [start, busy] = [performance.now(), processorTime()];
  await Promise.all(cpus().map(client));
  const seconds = (performance.now() - start) / 1000;
  const each = (processorTime() - busy) / times.length;
  times.sort((one, other) => one - other);
  const at = (share) => times[Math.floor(times.length * share)].toFixed(0);
  const rate = (times.length / seconds).toFixed(1);
  const shown = [`${rate} a second`, `${at(0.5)} ms at the median`, `${at(0.95)} ms for 95 of 100`];
  if (each > 0) shown.push(`${each.toFixed(0)} ms of a processor each`);
  console.log(`${name} (${resources} resources): ${shown.join(", ")}`);
}

async function result(body, entryPoint) {
  const response = await fetch(`http://${address}/v1/data/planproof/${entryPoint}`, { method: "POST", body });
  if (!response.ok) throw new Error(await response.text());
  return (await response.json()).result;
}

/** How long processors have worked for the server, in milliseconds. */
function processorTime() {
  try {
    // Behind the name, which may hold anything, `utime` and `stime` are the twelfth and the thirteenth, in hundredths.
    const fields = readFileSync(`/proc/${server.pid}/stat`, "utf8").split(") ").at(-1).split(" ");
    return 10 * (Number(fields[11]) + Number(fields[12]));
  } catch {
    return 0;
  }
}
