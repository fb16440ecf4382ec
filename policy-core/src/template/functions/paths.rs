//! Functions over paths of files, which look at the text alone.

use alloc::string::String;
use alloc::vec::Vec;

use super::Known;
use crate::template::value::Value;

/// Where Windows would see another path, or write it otherwise, the result is left to Terraform.
pub(super) fn call(name: &str, arguments: &[Value]) -> Option<Value> {
    let text = match arguments {
        [text] if matches!(name, "basename" | "dirname") => text.to_text()?,
        _ => return None,
    };
    let path = if text.contains(['\\', ':']) { None } else { Some(text.as_str()) };
    match name {
        "basename" => basename(path?).known(),
        _ => dirname(path?).filter(|folder| !folder.contains('/')).known(),
    }
}

fn basename(path: &str) -> Option<&str> {
    if path.is_empty() {
        return Some(".");
    }
    path.trim_end_matches('/').rsplit('/').next().filter(|name| !name.is_empty())
}

/// What stands before the last slash, without `.`, `..` and doubled slashes.
fn dirname(path: &str) -> Option<String> {
    let (folder, _) = path.rsplit_once('/').unwrap_or_default();
    if path.starts_with('/') {
        return None;
    }
    let mut names: Vec<&str> = Vec::new();
    for name in folder.split('/') {
        match name {
            "" | "." => {}
            ".." if names.last().is_some_and(|last| *last != "..") => {
                names.pop();
            }
            _ => names.push(name),
        }
    }
    Some(if names.is_empty() { ".".into() } else { names.join("/") })
}
