// What is tidied up where a person, or a system that shuts down, ends the program early.

const SIGNALS = ["SIGINT", "SIGTERM"];

/**
 * Does something last when the program is told to end. It then ends by the signal, as a shell expects that runs it in a
 * loop: 130 after Ctrl-C.
 *
 * @returns {() => void} what ends the watch.
 */
export function onInterruption(tidy) {
  const end = (signal) => {
    release();
    tidy();
    // Windows has no signals, and would end the program with 1, which means findings.
    if (process.platform === "win32") process.exit(130);
    process.kill(process.pid, signal);
  };
  for (const signal of SIGNALS) process.on(signal, end);
  return release;

  function release() {
    for (const signal of SIGNALS) process.off(signal, end);
  }
}
