// Which known word a misspelt one was meant to be.

/** The candidate that is spelt most like a word, or nothing where none is near. */
export function nearest(word, candidates) {
  const bare = (text) => text.replace(/^-+/, "").toLowerCase();
  const ranked = candidates
    .map((candidate) => ({ candidate, changes: changes(bare(word), bare(candidate)) }))
    .sort((one, other) => one.changes - other.changes);
  // With more than half of its letters changed, a word has little left of what it is compared with.
  const isNear = ({ candidate, changes }) => changes <= bare(candidate).length / 2;
  const isStart = ({ candidate }) => bare(word) !== "" && bare(candidate).startsWith(bare(word));
  // `--no-color` and `--output-file` hold what was meant.
  const isPart = ({ candidate }) => bare(word).includes(bare(candidate));
  return (ranked.find(isNear) ?? ranked.find(isStart) ?? ranked.find(isPart))?.candidate;
}

/** The end of a complaint: the word that was probably meant, then where to read more. */
export function advice(near, more) {
  return near === undefined ? more : `did you mean \`${near}\`? ${more[0].toUpperCase()}${more.slice(1)}`;
}

/** How many letters must be changed, added, dropped or swapped with their neighbour. */
function changes(one, other) {
  let before = [];
  let above = Array.from({ length: other.length + 1 }, (_, index) => index);
  for (let i = 1; i <= one.length; i++) {
    const row = [i];
    for (let j = 1; j <= other.length; j++) {
      const same = one[i - 1] === other[j - 1];
      row[j] = Math.min(above[j] + 1, row[j - 1] + 1, above[j - 1] + (same ? 0 : 1));
      const swapped = one[i - 1] === other[j - 2] && one[i - 2] === other[j - 1];
      if (swapped) row[j] = Math.min(row[j], before[j - 2] + 1);
    }
    [before, above] = [above, row];
  }
  return above[other.length];
}
