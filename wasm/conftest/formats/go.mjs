// How Go writes texts: what Conftest prints holds them in these forms.

/**
 * A value as Go's `encoding/json` writes it, in one line or set in.
 *
 * What would do something in a log stands as an escape too, which is the same text to whoever reads the JSON.
 */
export function json(value, indent) {
  const text = JSON.stringify(value, undefined, indent);
  return text.replace(
    /[<>&\u007f-\u009f\u2028\u2029\u200e\u200f\u061c\u202a-\u202e\u2066-\u2069]|(?<=#)#(?=\[|vso\[)/g,
    (character) => `\\u${character.charCodeAt(0).toString(16).padStart(4, "0")}`,
  );
}

/** A text as the verb `%q` quotes it. */
export function quoted(text) {
  const special = /["\\]|[^\p{L}\p{M}\p{N}\p{P}\p{S} ]/gu;
  return `"${text.replace(special, (character) => escapes[character] ?? numbered(character))}"`;
}

/** A text as `encoding/xml` escapes it, in elements and attributes alike. */
export function xml(text) {
  const unwritable = /[^\t\n\r\u0020-\ud7ff\ue000-\ufffd\u{10000}-\u{10ffff}]/gu;
  return text.replace(unwritable, "\ufffd").replace(/[&<>"'\t\n\r]/g, (character) => entities[character]);
}

/** A path as `net/url` writes the path of an address. */
export function escapedPath(path) {
  return encodeURI(path).replace(/[!'()*#?]/g, percent);
}

/** An ASCII character as addresses, and GitHub's commands, escape it. */
export function percent(character) {
  return `%${character.charCodeAt(0).toString(16).toUpperCase().padStart(2, "0")}`;
}

const escapes = {
  '"': '\\"',
  "\\": "\\\\",
  "\u0007": "\\a",
  "\b": "\\b",
  "\f": "\\f",
  "\n": "\\n",
  "\r": "\\r",
  "\t": "\\t",
  "\v": "\\v",
};

function numbered(character) {
  const code = character.codePointAt(0);
  const digits = code.toString(16);
  if (code < 0x20 || code === 0x7f) return `\\x${digits.padStart(2, "0")}`;
  return code < 0x10000 ? `\\u${digits.padStart(4, "0")}` : `\\U${digits.padStart(8, "0")}`;
}

const entities = {
  "&": "&amp;",
  "<": "&lt;",
  ">": "&gt;",
  '"': "&#34;",
  "'": "&#39;",
  "\t": "&#x9;",
  "\n": "&#xA;",
  "\r": "&#xD;",
};
