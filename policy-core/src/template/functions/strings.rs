//! Functions that cut, join and change text.

use alloc::string::{String, ToString};
use alloc::vec::Vec;

use super::{Known, simple};
use crate::template::value::Value;

pub(super) fn call(name: &str, arguments: &[Value], limit: usize) -> Option<Value> {
    match (name, arguments) {
        ("join", [separator, lists @ ..]) => join(&separator.to_text()?, lists, limit),
        ("split", [separator, text]) => Some(split(&separator.to_text()?, &text.to_text()?)),
        ("lower", [text]) => cased(&text.to_text()?, |(_, small)| small).known(),
        ("upper", [text]) => cased(&text.to_text()?, |(capital, _)| capital).known(),
        ("title", [text]) => text.to_text().filter(|text| text.is_ascii()).map(|text| title(&text)).known(),
        ("replace", [text, from, to]) => replace(&text.to_text()?, &from.to_text()?, &to.to_text()?, limit),
        ("indent", [spaces, text]) => indent(spaces.to_number()?.as_index()?, &text.to_text()?, limit),
        ("strrev", [text]) => simple(text)?.chars().rev().collect::<String>().known(),
        ("trim", [text, set]) => {
            let set = set.to_text()?;
            text.to_text()?.trim_matches(|character| set.contains(character)).known()
        }
        ("trimprefix", [text, prefix]) => {
            let text = text.to_text()?;
            text.strip_prefix(prefix.to_text()?.as_str()).unwrap_or(&text).known()
        }
        ("trimsuffix", [text, suffix]) => {
            let text = text.to_text()?;
            text.strip_suffix(suffix.to_text()?.as_str()).unwrap_or(&text).known()
        }
        ("trimspace", [text]) => text.to_text()?.trim().known(),
        ("chomp", [text]) => text.to_text()?.trim_end_matches(['\r', '\n']).known(),
        ("substr", [text, offset, length]) => substr(&simple(text)?, offset, length),
        ("startswith", [text, prefix]) => text.to_text()?.starts_with(&prefix.to_text()?).known(),
        ("endswith", [text, suffix]) => text.to_text()?.ends_with(&suffix.to_text()?).known(),
        ("strcontains", [text, part]) => text.to_text()?.contains(&part.to_text()?).known(),
        _ => None,
    }
}

fn join(separator: &str, lists: &[Value], limit: usize) -> Option<Value> {
    let mut texts = Vec::new();
    for list in lists {
        for item in list.items()? {
            texts.push(item.to_text()?);
        }
    }
    let large = separator.len().checked_mul(texts.len())? > limit || lists.is_empty();
    if large { None } else { texts.join(separator).known() }
}

fn split(separator: &str, text: &str) -> Value {
    if separator.is_empty() {
        return Value::List(text.chars().map(|one| Value::String(one.into())).collect());
    }
    Value::List(text.split(separator).map(|part| Value::String(part.to_string())).collect())
}

/// Capital letters from one to another, and how far behind them their small ones stand.
///
/// Names hold hardly any others. Unicode's tables of all cases would be a thirtieth of the engine.
const CAPITALS: [(char, char, u32); 7] = [
    ('A', 'Z', 32),
    ('À', 'Ö', 32),
    ('Ø', 'Þ', 32),
    ('Α', 'Ρ', 32),
    ('Σ', 'Ϋ', 32),
    ('А', 'Я', 32),
    ('Ѐ', 'Џ', 80),
];

/// Terraform changes letter by letter; letters of other alphabets are left to it.
fn cased(text: &str, choose: fn((char, char)) -> char) -> Option<String> {
    text.chars().map(|character| cases(character).map(choose)).collect()
}

/// The capital and the small letter, one of which the character is; the character twice where it is no letter.
fn cases(character: char) -> Option<(char, char)> {
    for (first, last, distance) in CAPITALS {
        let small = |capital| char::from_u32(u32::from(capital) + distance);
        if (first..=last).contains(&character) {
            return Some((character, small(character)?));
        }
        if (small(first)?..=small(last)?).contains(&character) {
            return Some((char::from_u32(u32::from(character) - distance)?, character));
        }
    }
    match character {
        'Ÿ' | 'ÿ' => Some(('Ÿ', 'ÿ')),
        _ => (!character.is_alphabetic()).then_some((character, character)),
    }
}

fn title(text: &str) -> String {
    let mut in_word = false;
    let letters = text.chars().map(|character| {
        let letter = if in_word { character } else { character.to_ascii_uppercase() };
        in_word = character.is_ascii_alphanumeric() || character == '_';
        letter
    });
    letters.collect()
}

/// Replaces plain text; between slashes it would be a regular expression.
fn replace(text: &str, from: &str, to: &str, limit: usize) -> Option<Value> {
    let is_pattern = from.len() > 1 && from.starts_with('/') && from.ends_with('/');
    if is_pattern || text.matches(from).count().checked_mul(to.len())? > limit {
        return None;
    }
    text.replace(from, to).known()
}

/// Indents every line but the first.
fn indent(spaces: usize, text: &str, limit: usize) -> Option<Value> {
    if spaces.checked_mul(text.matches('\n').count().max(1))? > limit {
        return None;
    }
    text.replace('\n', &alloc::format!("\n{}", " ".repeat(spaces))).known()
}

fn substr(text: &str, offset: &Value, length: &Value) -> Option<Value> {
    let count = i128::try_from(text.chars().count()).ok()?;
    let offset = i128::from(i32::try_from(offset.to_number()?.as_integer()?).ok()?);
    let start = if offset < 0 { offset.checked_add(count)?.max(0) } else { offset };
    let length = match i32::try_from(length.to_number()?.as_integer()?).ok()? {
        ..0 => count,
        length => i128::from(length),
    };
    let start = usize::try_from(start).ok()?;
    let length = usize::try_from(length).ok()?;
    // From the end on, no characters at all are taken for all of them.
    if length == 0 && offset < 0 {
        return None;
    }
    text.chars().skip(start).take(length).collect::<String>().known()
}
