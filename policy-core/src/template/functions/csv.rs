//! Comma-separated values, as `csvdecode` reads them.

use alloc::string::String;
use alloc::vec::Vec;

use crate::{sorted::Map, template::value::Value};

/// One object of texts a row; the first row names the attributes.
pub(super) fn decode(text: &str) -> Option<Value> {
    let mut rows = rows(text)?.into_iter();
    let names = rows.next()?;
    let objects = rows.map(|row| {
        if row.len() != names.len() {
            return None;
        }
        let texts = row.into_iter().map(Value::String);
        let object: Map<String, Value> = names.iter().cloned().zip(texts).collect();
        (object.len() == names.len()).then_some(Value::Object(object))
    });
    let is_distinct = |(at, name): (usize, &String)| !names.iter().skip(at + 1).any(|other| other == name);
    if !names.iter().enumerate().all(is_distinct) {
        return None;
    }
    objects.collect::<Option<_>>().map(Value::List)
}

/// The fields of each line that is not empty; quotes in the middle of a field are refused.
fn rows(text: &str) -> Option<Vec<Vec<String>>> {
    // How line breaks inside quotes and lone carriage returns are taken is left to Terraform.
    let text = text.replace("\r\n", "\n");
    if text.contains('\r') {
        return None;
    }
    let mut rows = Vec::new();
    for line in text.split('\n').filter(|line| !line.is_empty()) {
        let mut fields = Vec::new();
        let mut rest = line;
        loop {
            let (field, after) = field(rest)?;
            fields.push(field);
            match after.strip_prefix(',') {
                Some(after) => rest = after,
                None if after.is_empty() => break,
                None => return None,
            }
        }
        rows.push(fields);
    }
    Some(rows)
}

/// A field and what follows it. A quoted field ends on its line.
fn field(text: &str) -> Option<(String, &str)> {
    let Some(quoted) = text.strip_prefix('"') else {
        let (field, after) = text.split_at(text.find(',').unwrap_or(text.len()));
        return (!field.contains('"')).then(|| (field.into(), after));
    };
    let mut field = String::new();
    let mut rest = quoted;
    loop {
        let (part, after) = rest.split_once('"')?;
        field.push_str(part);
        match after.strip_prefix('"') {
            Some(after) => rest = after,
            None => return Some((field, after)),
        }
        field.push('"');
    }
}
