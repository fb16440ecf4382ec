// The editor: CodeMirror 6, with findings as squiggles and gutter marks. It knows no rule and no worker;
// the page gives it a text and marks, and hears when the text or the mark at the cursor changes.

import { defaultKeymap, history, historyKeymap, isolateHistory } from "@codemirror/commands";
import { json } from "@codemirror/lang-json";
import {
  bracketMatching,
  codeFolding,
  foldGutter,
  foldKeymap,
  HighlightStyle,
  syntaxHighlighting,
} from "@codemirror/language";
import { forEachDiagnostic, lintGutter, setDiagnostics } from "@codemirror/lint";
import { highlightSelectionMatches, search, searchKeymap } from "@codemirror/search";
import { Compartment, EditorSelection, EditorState, Transaction } from "@codemirror/state";
import {
  drawSelection,
  EditorView,
  highlightActiveLine,
  highlightActiveLineGutter,
  keymap,
  lineNumbers,
} from "@codemirror/view";
import { tags } from "@lezer/highlight";

// Above this many characters the text is shown without colours: reparsing after a key press would be felt.
const MOST_COLOURED = 500_000;
// A place longer than this is marked only at its start: a resource can be a line of its own of 5 kB.
const LONGEST_MARK = 160;

const language = new Compartment();

/**
 * @param {HTMLElement} parent
 * @param {() => void} onChange  the user changed the text
 * @param {(index: number) => void} onMark  the user put the cursor on the mark of this index, or off all: -1
 * @param {number} limit  texts longer than this are not put into the editor when pasted …
 * @param {(text: string) => void} onLargePaste  … but handed over
 */
export function createEditor(parent, onChange, onMark, limit, onLargePaste) {
  const listen = EditorView.updateListener.of((update) => {
    if (update.docChanged) recolour(update.view);
    const byUser = update.transactions.some((t) => t.isUserEvent("select") || t.isUserEvent("input"));
    if (update.selectionSet && byUser) onMark(markAt(update.state, update.state.selection.main.head));
    const outside = update.transactions.some((t) => t.docChanged && t.annotation(Transaction.remote));
    if (update.docChanged && !outside) onChange();
  });
  return new EditorView({
    parent,
    state: EditorState.create({
      extensions: [
        lineNumbers(),
        lintGutter(),
        codeFolding({ placeholderText: "…" }),
        foldGutter({ openText: "⌄", closedText: "›" }),
        history(),
        drawSelection(),
        bracketMatching(),
        highlightActiveLine(),
        highlightActiveLineGutter(),
        highlightSelectionMatches(),
        search({ top: true }),
        EditorState.tabSize.of(2),
        language.of(json()),
        syntaxHighlighting(colours),
        // Tab is not bound: it leaves the editor, as on any other page.
        keymap.of([...searchKeymap, ...historyKeymap, ...foldKeymap, ...defaultKeymap]),
        EditorView.contentAttributes.of({
          "aria-label": "Terraform JSON",
          spellcheck: "false",
          autocorrect: "off",
          autocapitalize: "off",
          tabindex: "0",
        }),
        EditorView.domEventHandlers({
          paste(event, view) {
            const text = event.clipboardData?.getData("text/plain") ?? "";
            const { from, to } = view.state.selection.main;
            if (text.length > limit) {
              onLargePaste(text);
              return true;
            }
            if (text === "" || from > 0 || to < view.state.doc.length) return false;
            // A new text is read from its start; the cursor at the end of a line of 300 kB shows nothing of it.
            view.dispatch({ changes: { from, to, insert: text }, selection: { anchor: 0 }, scrollIntoView: true, userEvent: "input.paste" });
            return true;
          },
          // The page listens for dropped files and opens them; the editor must not insert them as well.
          drop: (event) => event.dataTransfer?.files.length > 0,
        }),
        theme,
        listen,
      ],
    }),
  });
}

/** Replaces the text, as one step that can be undone, and puts the cursor at its start. */
export function setText(view, text) {
  view.dispatch({
    changes: { from: 0, to: view.state.doc.length, insert: text },
    selection: EditorSelection.cursor(0),
    effects: EditorView.scrollIntoView(0),
    annotations: [Transaction.remote.of(true), isolateHistory.of("full")],
  });
}

/** The text, with `\n` between lines. */
export function getText(view) {
  return view.state.doc.toString();
}

/** How many lines and characters the text has. */
export function lines(view) {
  return view.state.doc.lines;
}
export function length(view) {
  return view.state.doc.length;
}

/**
 * Marks places. Lines and columns start at 1, columns count UTF-16 units, the end is the place after the last.
 * @param {string} marks  JSON: [{line, column, endLine, endColumn, severity, label, message, rule}]
 */
export function setMarks(view, marks) {
  const diagnostics = JSON.parse(marks).map((mark, index) => {
    const { from, to } = span(view.state.doc, mark);
    return {
      from,
      to,
      severity: { critical: "error", high: "warning", medium: "info" }[mark.severity] ?? "hint",
      markClass: `mark mark-${mark.severity}`,
      index,
      message: mark.message,
      renderMessage: () => tooltip(mark),
    };
  });
  view.dispatch(setDiagnostics(view.state, diagnostics));
}

/** Selects the mark of this index, wherever edits have moved it, and brings it into view. */
export function revealMark(view, index) {
  forEachDiagnostic(view.state, (mark, from, to) => {
    if (mark.index === index) reveal(view, from, to);
  });
}

export function focus(view) {
  view.focus();
}

function reveal(view, from, to) {
  view.dispatch({
    selection: EditorSelection.range(from, to),
    effects: EditorView.scrollIntoView(EditorSelection.range(from, to), { y: "center", x: "center" }),
  });
  view.focus();
}

/** The part of the text that a mark covers: on one line, not empty, not longer than is useful to see. */
function span(doc, { line, column, endLine, endColumn }) {
  const first = doc.line(Math.min(Math.max(line, 1), doc.lines));
  const from = Math.min(first.from + column - 1, first.to);
  const end = endLine > line ? first.to : Math.min(first.from + endColumn - 1, first.to);
  const to = Math.min(Math.max(end, from + 1), from + LONGEST_MARK, doc.length);
  return { from: Math.min(from, to), to };
}

/** The index of the innermost mark at a position, or -1. */
function markAt(state, position) {
  let best = { index: -1, length: Infinity };
  forEachDiagnostic(state, (mark, from, to) => {
    if (from <= position && position <= to && to - from < best.length) {
      best = { index: mark.index, length: to - from };
    }
  });
  return best.index;
}

function tooltip({ severity, label, message, rule }) {
  const box = document.createElement("div");
  box.className = "mark-tooltip";
  const head = document.createElement("div");
  head.className = `mark-tooltip-head severity-${severity}`;
  head.textContent = rule ? `${label} · ${rule}` : label;
  const body = document.createElement("div");
  // Odd pieces stand between backticks.
  message.split("`").forEach((piece, index) => {
    const part = document.createElement(index % 2 ? "code" : "span");
    part.textContent = piece;
    body.append(part);
  });
  box.append(head, body);
  return box;
}

/** Switches colouring off and on as the text grows and shrinks. */
function recolour(view) {
  const wanted = view.state.doc.length <= MOST_COLOURED;
  const present = [language.get(view.state)].flat().length > 0;
  if (wanted === present) return;
  // A listener runs inside an update, where no other update may start.
  queueMicrotask(() => view.dispatch({ effects: language.reconfigure(wanted ? json() : []) }));
}

const colours = HighlightStyle.define([
  { tag: tags.propertyName, color: "var(--code-key)" },
  { tag: tags.string, color: "var(--code-string)" },
  { tag: tags.number, color: "var(--code-number)" },
  { tag: [tags.bool, tags.null], color: "var(--code-constant)" },
  { tag: [tags.brace, tags.squareBracket, tags.separator], color: "var(--code-punctuation)" },
]);

// Colours are the page's own variables, so that a change of theme needs no change here.
const theme = EditorView.theme({
  "&": { height: "100%", color: "var(--text)", backgroundColor: "transparent", fontSize: "13px" },
  "&.cm-focused": { outline: "none" },
  ".cm-scroller": { fontFamily: "var(--mono)", lineHeight: "1.6", overflow: "auto" },
  ".cm-content": { caretColor: "var(--accent)", padding: "10px 0" },
  ".cm-line": { padding: "0 16px 0 6px" },
  ".cm-cursor": { borderLeftColor: "var(--accent)", borderLeftWidth: "2px" },
  ".cm-gutters": { backgroundColor: "var(--surface)", color: "var(--text-faint)", border: "none" },
  ".cm-lineNumbers .cm-gutterElement": { padding: "0 4px 0 12px", minWidth: "36px" },
  ".cm-foldGutter .cm-gutterElement": { cursor: "pointer", width: "14px", textAlign: "center" },
  ".cm-foldGutter span[title='Fold line']": { opacity: "0" },
  ".cm-gutters:hover .cm-foldGutter span": { opacity: "1" },
  ".cm-gutter-lint": { width: "14px" },
  ".cm-lint-marker": {
    content: "none",
    width: "8px",
    height: "8px",
    borderRadius: "50%",
    margin: "0 auto",
    backgroundColor: "var(--low)",
    position: "relative",
    top: "6px",
  },
  ".cm-lint-marker-error": { content: "none", backgroundColor: "var(--critical)", borderRadius: "2px" },
  ".cm-lint-marker-warning": { content: "none", backgroundColor: "var(--high)", borderRadius: "2px" },
  ".cm-lint-marker-info": { content: "none", backgroundColor: "var(--medium)" },
  ".cm-lintRange": {
    backgroundImage: "none",
    paddingBottom: "0",
    textDecoration: "underline wavy 1px var(--low)",
    textUnderlineOffset: "4px",
    textDecorationSkipInk: "none",
  },
  ".cm-lintRange-error": {
    backgroundImage: "none",
    textDecorationColor: "var(--critical)",
    backgroundColor: "color-mix(in srgb, var(--critical) 10%, transparent)",
  },
  ".cm-lintRange-warning": {
    backgroundImage: "none",
    textDecorationColor: "var(--high)",
    backgroundColor: "color-mix(in srgb, var(--high) 10%, transparent)",
  },
  ".cm-lintRange-info": {
    backgroundImage: "none",
    textDecorationColor: "var(--medium)",
    backgroundColor: "color-mix(in srgb, var(--medium) 10%, transparent)",
  },
  ".cm-lintRange-hint": { backgroundImage: "none" },
  ".cm-lintRange-active": { backgroundColor: "var(--selection-match)" },
  ".cm-tooltip": {
    backgroundColor: "var(--surface)",
    border: "1px solid var(--border)",
    borderRadius: "8px",
    boxShadow: "var(--shadow)",
    maxWidth: "min(480px, 90vw)",
    overflow: "hidden",
  },
  ".cm-diagnostic, .cm-diagnostic-error, .cm-diagnostic-warning, .cm-diagnostic-info, .cm-diagnostic-hint": {
    border: "none",
    padding: "10px 14px",
    whiteSpace: "normal",
    fontFamily: "var(--sans)",
    fontSize: "13px",
    lineHeight: "1.5",
  },
  ".cm-diagnostic + .cm-diagnostic": { borderTop: "1px solid var(--border)" },
  ".cm-panels": { backgroundColor: "var(--surface-2)", color: "var(--text)", fontFamily: "var(--sans)" },
  ".cm-panels-top": { borderBottom: "1px solid var(--border)" },
  ".cm-searchMatch": { backgroundColor: "var(--medium-wash)", outline: "1px solid var(--medium)" },
  ".cm-searchMatch-selected": { backgroundColor: "var(--selection)" },
  ".cm-textfield": {
    backgroundColor: "var(--surface)",
    color: "var(--text)",
    border: "1px solid var(--border-strong)",
    borderRadius: "6px",
    padding: "3px 8px",
  },
  ".cm-button": {
    backgroundImage: "none",
    backgroundColor: "var(--surface)",
    color: "var(--text)",
    border: "1px solid var(--border-strong)",
    borderRadius: "6px",
  },
  ".cm-gutter-lint .cm-gutterElement": { padding: "0" },
  ".cm-activeLine": { backgroundColor: "var(--line-active)" },
  ".cm-activeLineGutter": { backgroundColor: "transparent", color: "var(--text)" },
  ".cm-selectionBackground, &.cm-focused > .cm-scroller > .cm-selectionLayer .cm-selectionBackground": {
    backgroundColor: "var(--selection)",
  },
  ".cm-selectionMatch": { backgroundColor: "var(--selection-match)" },
  "&.cm-focused .cm-matchingBracket": { backgroundColor: "var(--selection-match)", color: "inherit" },
  ".cm-foldPlaceholder": {
    backgroundColor: "var(--surface-2)",
    border: "none",
    color: "var(--text-muted)",
    padding: "0 6px",
  },
});
