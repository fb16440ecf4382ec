// One line at a terminal that says how far a long check is, written again and again, and gone at the end.

import { onInterruption } from "../interruption.mjs";

/** What is done before is no matter to anybody, in milliseconds. */
const PATIENCE = 1000;
const BETWEEN = 200;

/** Back to the start of the line, and everything on it erased. */
const ERASE = "\r\u001b[2K";

/** Begins to show how far a check of so many inputs is: `advance` after each, `end` before anything else is written. */
export function showProgress(inputs, stream = process.stderr) {
  const started = Date.now();
  let done = 0;
  let isShown = false;
  const timer = setInterval(draw, BETWEEN);
  const release = onInterruption(end);
  return { advance, end };

  function advance() {
    done += 1;
  }

  function draw() {
    const milliseconds = Date.now() - started;
    if (milliseconds < PATIENCE) return;
    isShown = true;
    const what = inputs === 1 ? "one input" : `${done} of ${inputs} inputs`;
    const line = `planproof: checking ${what}, ${Math.floor(milliseconds / 1000)} s`;
    stream.write(ERASE + line.slice(0, (stream.columns || 80) - 1));
  }

  function end() {
    clearInterval(timer);
    release();
    if (isShown) stream.write(ERASE);
  }
}
