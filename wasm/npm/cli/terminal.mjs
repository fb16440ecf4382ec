// What the program knows of the terminal it writes to.

/** Prints one line to standard error, whatever its parts hold. */
export function complain(message) {
  process.stderr.write(`planproof: ${visible(message)}\n`);
}

/**
 * Makes control characters visible, so that a file's name can neither break a line nor steer a terminal; and what Azure
 * Pipelines and GitHub Actions take for a command wherever it stands in a line.
 */
export function visible(text) {
  return text.replace(
    /[\p{Cc}\u2028\u2029\u200e\u200f\u061c\u202a-\u202e\u2066-\u2069]|(?<=#)#(?=\[|vso\[)/gu,
    (character) => `\\u{${character.codePointAt(0).toString(16)}}`,
  );
}

/**
 * Whether what is written to standard output may carry colours: as `--color` says, else `FORCE_COLOR` and `NO_COLOR` as
 * in Node itself, else the terminal.
 */
export function wantsColor(when = "auto", { env, stdout } = process) {
  if (when !== "auto") return when === "always";
  if (env.FORCE_COLOR) return !["0", "false"].includes(env.FORCE_COLOR);
  return !env.NO_COLOR && env.TERM !== "dumb" && stdout.isTTY === true;
}

/** Breaks each paragraph into lines; blank lines keep paragraphs apart. */
export function paragraphs(text, columns) {
  const broken = text.trim().split(/\n\s*\n/).map((paragraph) => wrapped(paragraph, columns));
  return broken.flatMap((lines, index) => (index === 0 ? lines : ["", ...lines]));
}

/** Breaks text into lines of at most so many columns; words longer than that stay whole. */
export function wrapped(text, columns) {
  const lines = [];
  for (const word of text.split(/\s+/).filter(Boolean)) {
    const line = lines.at(-1);
    if (line !== undefined && line.length + 1 + word.length <= columns) {
      lines[lines.length - 1] = `${line} ${word}`;
    } else {
      lines.push(word);
    }
  }
  return lines;
}
