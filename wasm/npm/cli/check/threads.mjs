// Judging many inputs, or large ones, in threads. What comes out is the same as without.

import { readFileSync } from "node:fs";
import { availableParallelism, cpus } from "node:os";
import { Worker } from "node:worker_threads";
import { showProgress } from "./progress.mjs";

/** More threads than this gain little and take memory. */
const MOST_THREADS = 8;

/** How many bytes are judged at once at most, since each takes four of memory; a larger input is judged alone. */
const MOST_BYTES = 2 ** 28;

/**
 * Judges projects in threads.
 *
 * @param projects each with its `size` in bytes.
 * @param isWatched whether somebody is to see how far it is.
 * @returns {Promise<{ report?: object, complaints: string[] }[]>} in the order of the projects.
 */
export async function judgeInThreads(projects, policy, isWatched) {
  const module = new WebAssembly.Module(readFileSync(new URL("../../dist/planproof.wasm", import.meta.url)));
  const start = () => new Worker(new URL("./worker.mjs", import.meta.url), { workerData: { module, policy } });
  const progress = isWatched ? showProgress(projects.length) : undefined;
  const queue = queueOf(projects);
  const outcomes = new Array(projects.length);

  /** Judges one project after another, until none is left. */
  async function work() {
    let worker = start();
    for (let at = await queue.take(); at !== undefined; at = await queue.take()) {
      const outcome = await answer(worker, projects[at]);
      outcomes[at] = outcome;
      if (outcome.isLost) worker = start();
      queue.give(at);
      progress?.advance();
    }
    await worker.terminate();
  }

  const threads = Math.min(availableParallelism?.() ?? cpus().length, MOST_THREADS, projects.length);
  try {
    await Promise.all(Array.from({ length: threads }, work));
  } finally {
    progress?.end();
  }
  return outcomes;
}

/** What a thread makes of a project. One that has run out of memory has judged nothing, and is lost. */
function answer(worker, project) {
  return new Promise((resolve) => {
    worker.once("message", done);
    worker.once("error", fail);
    worker.postMessage(project);

    function done(outcome) {
      worker.off("error", fail);
      resolve(outcome);
    }

    function fail({ message }) {
      const reason = `it could not be judged: ${message}; check it alone, or where there is more memory`;
      resolve({ complaints: [`${project.path}: ${reason}`], isLost: true });
    }
  });
}

/** Gives out the numbers of projects, those of large ones while not too much else is being judged. */
function queueOf(projects) {
  const waiting = [];
  let next = 0;
  let running = 0;
  let bytes = 0;
  return { take, give };

  function take() {
    return new Promise((resolve) => {
      waiting.push(resolve);
      hand();
    });
  }

  function give(at) {
    running -= 1;
    bytes -= projects[at].size;
    hand();
  }

  function hand() {
    while (waiting.length > 0) {
      const isTooMuch = next < projects.length && running > 0 && bytes + projects[next].size > MOST_BYTES;
      if (isTooMuch) return;
      const resolve = waiting.shift();
      if (next === projects.length) {
        resolve(undefined);
        continue;
      }
      running += 1;
      bytes += projects[next].size;
      resolve(next);
      next += 1;
    }
  }
}
