//! Indents JSON, token by token.
//!
//! It keeps every token as written: 64-bit integers, escapes, duplicate keys and the order of keys survive,
//! which reading into values and writing them again would not give.

use policy_core::Input;
use serde::de::IgnoredAny;

/// Lists of plain values stay on one line up to this many characters.
const SHORT_LIST: usize = 72;

/// Indents a JSON text by two spaces; `None` when it is not JSON.
///
/// Lines before the document (the wrapper line that setup-terraform's wrapper prints) are kept as they are.
pub fn pretty(text: &str) -> Option<String> {
    let (before, json) = text.split_at_checked(Input::new("", text.as_bytes()).ok()?.json_start())?;
    serde_json::from_str::<IgnoredAny>(json).ok()?;
    let mut out = String::with_capacity(text.len() * 2);
    out.push_str(before);
    let mut tokens = Tokens { rest: json };
    let mut depth = 0usize;
    while let Some(token) = tokens.next() {
        match token {
            "{" | "[" => {
                if let Some((list, after)) = short_list(token, &tokens) {
                    out.push_str(&list);
                    tokens = after;
                    continue;
                }
                depth += 1;
                out.push_str(token);
                break_line(&mut out, depth);
            }
            "}" | "]" => {
                depth = depth.saturating_sub(1);
                break_line(&mut out, depth);
                out.push_str(token);
            }
            "," => {
                out.push(',');
                break_line(&mut out, depth);
            }
            ":" => out.push_str(": "),
            value => out.push_str(value),
        }
    }
    out.push('\n');
    Some(out)
}

fn break_line(out: &mut String, depth: usize) {
    out.push('\n');
    for _ in 0..depth {
        out.push_str("  ");
    }
}

/// An empty object or a short list of plain values, written on one line, and the tokens after it.
fn short_list<'t>(open: &str, tokens: &Tokens<'t>) -> Option<(String, Tokens<'t>)> {
    let mut ahead = tokens.clone();
    let mut list = String::from(open);
    loop {
        match ahead.next()? {
            "{" | "[" | ":" => return None,
            close @ ("}" | "]") => {
                list.push_str(close);
                return Some((list, ahead));
            }
            "," => list.push_str(", "),
            _ if open == "{" => return None,
            value => list.push_str(value),
        }
        if list.len() > SHORT_LIST {
            return None;
        }
    }
}

/// The tokens of a text that is known to be JSON.
#[derive(Clone)]
struct Tokens<'t> {
    rest: &'t str,
}

impl<'t> Iterator for Tokens<'t> {
    type Item = &'t str;

    fn next(&mut self) -> Option<&'t str> {
        let text = self.rest.trim_ascii_start();
        let length = match text.bytes().next()? {
            b'"' => string_length(text),
            b'{' | b'}' | b'[' | b']' | b',' | b':' => 1,
            _ => text.bytes().take_while(|byte| !b"{}[],: \t\r\n\"".contains(byte)).count(),
        };
        let (token, rest) = text.split_at_checked(length)?;
        self.rest = rest;
        Some(token)
    }
}

/// The length of the string literal a text starts with, quotes included.
fn string_length(text: &str) -> usize {
    let mut escaped = true; // The opening quote does not close.
    for (index, byte) in text.bytes().enumerate() {
        match byte {
            _ if escaped => escaped = false,
            b'\\' => escaped = true,
            b'"' => return index + 1,
            _ => {}
        }
    }
    text.len()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn tokens_survive_as_written() {
        let text =
            r#"{"id":12345678901234567890,"half":1.50e+3,"id":"\u00e9 \" , {","é":[],"o":{},"n":null}"#;
        let formatted = pretty(text).expect("it is JSON");
        assert_eq!(
            formatted,
            "{\n  \"id\": 12345678901234567890,\n  \"half\": 1.50e+3,\n  \"id\": \"\\u00e9 \\\" , {\",\n  \
             \"é\": [],\n  \"o\": {},\n  \"n\": null\n}\n"
        );
        assert_eq!(
            pretty(&formatted).as_deref(),
            Some(formatted.as_str()),
            "formatting twice changes nothing"
        );
    }

    #[test]
    fn short_lists_of_plain_values_stay_on_one_line() {
        assert_eq!(pretty(r#"["a", 1 ,null]"#).as_deref(), Some("[\"a\", 1, null]\n"));
        assert_eq!(pretty(r#"[{"a":1}]"#).as_deref(), Some("[\n  {\n    \"a\": 1\n  }\n]\n"));
        let long = format!("[{}1]", "1000, ".repeat(40));
        assert_eq!(pretty(&long).expect("it is JSON").lines().count(), 43);
    }

    #[test]
    fn what_is_not_json_is_left_alone() {
        for text in ["", "{", "{\"a\":}", "resource \"aws_vpc\" \"main\" {}", "{\"a\":\"\u{1}"] {
            assert_eq!(pretty(text), None, "{text}");
        }
    }

    #[test]
    fn a_wrapper_line_is_kept() {
        let text = "[command]/usr/local/bin/terraform show -json tfplan\n{\"a\":1}";
        let formatted = pretty(text).expect("the plan under the line is JSON");
        assert_eq!(formatted, "[command]/usr/local/bin/terraform show -json tfplan\n{\n  \"a\": 1\n}\n");
    }
}
