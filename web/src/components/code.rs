//! Code snippets with comments and strings set apart, in any of the languages that rules are mended in.

use yew::{Html, html};

/// Draws a snippet.
pub(crate) fn code(text: &str) -> Html {
    html! {
        <pre class="snippet" tabindex="0"><code>
            { for pieces(text).into_iter().map(|(class, piece)| match class {
                "" => html! { <>{ piece.to_owned() }</> },
                class => html! { <span class={class}>{ piece.to_owned() }</span> },
            }) }
        </code></pre>
    }
}

/// Cuts a snippet into comments, strings and the rest.
fn pieces(text: &str) -> Vec<(&'static str, &str)> {
    let mut pieces = Vec::new();
    let mut rest = text;
    while !rest.is_empty() {
        let plain = rest.find(['"', '\'', '`', '#', '/']).unwrap_or(rest.len());
        let (before, marked) = rest.split_at_checked(plain).unwrap_or((rest, ""));
        pieces.push(("", before));
        let (class, length) = token(marked);
        let (piece, after) = marked.split_at_checked(length).unwrap_or((marked, ""));
        pieces.push((class, piece));
        rest = after;
    }
    pieces.retain(|(_, piece)| !piece.is_empty());
    pieces
}

/// The class and the length of the comment or string that a text starts with.
fn token(text: &str) -> (&'static str, usize) {
    let line = text.find('\n').unwrap_or(text.len());
    if text.starts_with('#') || text.starts_with("//") {
        return ("code-comment", line);
    }
    let Some(quote @ ('"' | '\'' | '`')) = text.chars().next() else {
        return ("", text.chars().next().map_or(0, char::len_utf8));
    };
    let mut escaped = false;
    for (index, char) in text.char_indices().skip(1) {
        match char {
            _ if escaped => escaped = false,
            '\\' => escaped = true,
            _ if char == quote => return ("code-string", index + 1),
            '\n' if quote != '`' => return ("", index),
            _ => {}
        }
    }
    ("", text.len())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn nothing_is_lost_and_strings_are_found() {
        let text = "name = \"a \\\" # b\" # why\nx = 4 / 2 // half\ny = `${\n}` it's";
        let pieces = pieces(text);
        assert_eq!(pieces.iter().map(|(_, piece)| *piece).collect::<String>(), text);
        assert!(pieces.contains(&("code-string", "\"a \\\" # b\"")));
        assert!(pieces.contains(&("code-comment", "# why")));
        assert!(pieces.contains(&("code-comment", "// half")));
        assert!(pieces.contains(&("code-string", "`${\n}`")));
    }
}
