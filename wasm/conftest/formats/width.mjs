// How many cells of a terminal a text takes, each character for itself, as the library counts that makes Conftest's
// tables.

/** What takes no cell: controls, marks that combine, what only steers. */
const NONE = /[\p{Cc}\p{Cf}\p{Mn}\p{Me}\p{Zl}\p{Zp}]/u;

/** What takes two: East Asian wide and full-width characters, and what is an emoji by itself. */
const TWO = new RegExp(
  "[" +
    "\\u1100-\\u115f\\u2329\\u232a\\u2630-\\u2637\\u268a-\\u268f\\u2e80-\\u303e\\u3041-\\u3247\\u3250-\\ua4c6" +
    "\\ua960-\\ua97c\\uac00-\\ud7a3\\uf900-\\ufaff\\ufe10-\\ufe19\\ufe30-\\ufe6b\\uff01-\\uff60\\uffe0-\\uffe6" +
    "\\u{16fe0}-\\u{18df2}\\u{1aff0}-\\u{1b2fb}\\u{1d300}-\\u{1d356}\\u{1d360}-\\u{1d376}\\u{1f200}-\\u{1f265}" +
    "\\u{20000}-\\u{3fffd}" +
    "]|\\p{Emoji_Presentation}|\\p{Regional_Indicator}",
  "u",
);

export function width(text) {
  let cells = 0;
  for (const character of text) cells += /^[ -~]$/.test(character) ? 1 : wide(character);
  return cells;
}

function wide(character) {
  if (NONE.test(character)) return 0;
  return TWO.test(character) ? 2 : 1;
}
