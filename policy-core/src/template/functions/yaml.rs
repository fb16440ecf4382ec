//! YAML, written byte for byte as `yamlencode` writes the usual shapes.

use alloc::string::String;

use super::json::to_json;
use crate::template::value::Value;

/// What is not certain to be written in one way gives nothing: long texts, which are folded, and uncommon characters.
pub(super) fn encode(value: &Value) -> Option<String> {
    let mut yaml = String::new();
    match value {
        Value::List(items) | Value::Set(items) if !items.is_empty() => write_items(&mut yaml, items, 0)?,
        Value::Object(entries) if !entries.is_empty() => {
            for (index, (key, value)) in entries.iter().enumerate() {
                indent(&mut yaml, if index > 0 { 0 } else { usize::MAX });
                write_entry(&mut yaml, key, value, 0)?;
            }
        }
        // A plain scalar at the root is followed by the mark of the document's end.
        Value::String(text) if !text.contains('\n') => write_inline(&mut yaml, value, 0)?,
        Value::List(_) | Value::Set(_) | Value::Object(_) | Value::EmptyList | Value::EmptyMap => {
            write_inline(&mut yaml, value, 0)?;
        }
        _ => return None,
    }
    Some(yaml)
}

/// Longer lines may be folded.
const LONGEST_LINE: usize = 78;

fn indent(yaml: &mut String, spaces: usize) {
    if spaces != usize::MAX {
        yaml.extend(core::iter::repeat_n(' ', spaces));
    }
}

fn write_items(yaml: &mut String, items: &[Value], column: usize) -> Option<()> {
    for (index, item) in items.iter().enumerate() {
        if index > 0 {
            indent(yaml, column);
        }
        yaml.push_str("- ");
        write_nested(yaml, item, column + 2)?;
    }
    Some(())
}

/// An item of a list, which begins on the line of its dash.
fn write_nested(yaml: &mut String, value: &Value, column: usize) -> Option<()> {
    match value {
        Value::List(items) | Value::Set(items) if !items.is_empty() => write_items(yaml, items, column),
        Value::Object(entries) if !entries.is_empty() => {
            for (index, (key, value)) in entries.iter().enumerate() {
                if index > 0 {
                    indent(yaml, column);
                }
                write_entry(yaml, key, value, column)?;
            }
            Some(())
        }
        Value::String(text) if text.contains('\n') => write_block(yaml, text, column),
        _ => write_inline(yaml, value, column),
    }
}

fn write_entry(yaml: &mut String, key: &str, value: &Value, column: usize) -> Option<()> {
    let key = quoted(key)?;
    yaml.push_str(&key);
    yaml.push(':');
    match value {
        Value::List(items) | Value::Set(items) if !items.is_empty() => {
            yaml.push('\n');
            indent(yaml, column);
            write_items(yaml, items, column)
        }
        Value::Object(entries) if !entries.is_empty() => {
            yaml.push('\n');
            indent(yaml, column + 2);
            write_nested(yaml, value, column + 2)
        }
        Value::String(text) if text.contains('\n') => {
            yaml.push(' ');
            write_block(yaml, text, column + 2)
        }
        _ => {
            yaml.push(' ');
            write_inline(yaml, value, column + key.len() + 2)
        }
    }
}

fn write_inline(yaml: &mut String, value: &Value, column: usize) -> Option<()> {
    let text = match value {
        Value::String(text) => {
            let text = quoted(text)?;
            if column + text.len() > LONGEST_LINE {
                return None;
            }
            text
        }
        Value::Number(number) => {
            // Large and small numbers may get an exponent.
            let text = to_json(value);
            let is_plain = number.as_integer().is_some() || !text.contains("0.0");
            if text.len() > 9 || !is_plain {
                return None;
            }
            text
        }
        _ => to_json(value),
    };
    yaml.push_str(&text);
    yaml.push('\n');
    Some(())
}

/// A text in double quotes.
fn quoted(text: &str) -> Option<String> {
    let is_plain =
        |character: char| matches!(character, ' '..='~' | '\u{a1}'..='\u{ac}' | '\u{ae}'..='\u{2ff}');
    if text.len() > LONGEST_LINE || !text.chars().all(is_plain) {
        return None;
    }
    Some(alloc::format!("\"{}\"", text.replace('\\', "\\\\").replace('"', "\\\"")))
}

/// A text of several lines, as it is; one that begins or ends in an uncommon way gives nothing.
fn write_block(yaml: &mut String, text: &str, column: usize) -> Option<()> {
    let (lines, mark) = match text.strip_suffix('\n') {
        Some(lines) => (lines, "|\n"),
        None => (text, "|-\n"),
    };
    let is_usual =
        |line: &str| !line.ends_with(' ') && line.chars().all(|character| matches!(character, ' '..='~'));
    if lines.is_empty()
        || lines.starts_with([' ', '\n'])
        || lines.ends_with('\n')
        || !lines.split('\n').all(is_usual)
    {
        return None;
    }
    yaml.push_str(mark);
    for line in lines.split('\n') {
        if !line.is_empty() {
            indent(yaml, column);
        }
        yaml.push_str(line);
        yaml.push('\n');
    }
    Some(())
}
