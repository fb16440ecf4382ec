//! From values to lines, columns and JSON pointers.
//!
//! All places of a report are found in one walk over the index, however many there are.

use alloc::{borrow::ToOwned, string::String, vec::Vec};
use core::fmt::Write as _;

use crate::{
    decode::project::Sources,
    json::{self, Document, Json, NodeId},
    plan::Place,
    report::Location,
    sorted::sort_and_dedup,
};

/// The location of each place, in the same order.
pub(crate) fn places(
    file: &str,
    sources: Option<&Sources>,
    document: &Document<'_>,
    places: &[Place],
) -> Vec<Location> {
    let mut wanted: Vec<NodeId> = places.iter().flat_map(|place| [place.node, place.shown]).collect();
    sort_and_dedup(&mut wanted);
    let mut walk = Walk { wanted: &wanted, found: Vec::with_capacity(wanted.len()), pointer: String::new() };
    let root = document.root();
    walk.descend(root, (root.start(), root.head_end()));
    let found = walk.found;

    let mut offsets: Vec<usize> = found.iter().flat_map(|found| [found.start, found.end]).collect();
    sort_and_dedup(&mut offsets);
    let positions = document.positions(&offsets);
    let position = |offset: usize| {
        let at = offsets.binary_search(&offset).ok();
        at.and_then(|at| positions.get(at)).copied().unwrap_or((1, 1))
    };
    let find = |node: NodeId| {
        let at = found.binary_search_by_key(&node, |found| found.node).ok();
        at.and_then(|at| found.get(at))
    };
    let location = |place: &Place| {
        let (start, end) = find(place.shown).map_or((0, 0), |found| (found.start, found.end));
        if let Some(sources) = sources {
            let ((file, line, column), (_, end_line, end_column)) =
                (sources.place(start), sources.place(end));
            let pointer = find(place.node).map_or("", |found| &found.pointer);
            // The merged text is a list of what the files hold.
            let pointer = pointer.get(1..).and_then(|rest| rest.find('/').and_then(|at| rest.get(at..)));
            let (file, pointer) = (file.to_owned(), pointer.unwrap_or_default().to_owned());
            return Location { file, line, column, end_line, end_column, pointer };
        }
        let ((line, column), (end_line, end_column)) = (position(start), position(end));
        Location {
            file: file.to_owned(),
            line,
            column,
            end_line,
            end_column,
            pointer: find(place.node).map(|found| found.pointer.clone()).unwrap_or_default(),
        }
    };
    places.iter().map(location).collect()
}

/// The location of one byte of a text, for errors.
pub(crate) fn at_offset(file: &str, text: &str, offset: usize) -> Location {
    let before = text.get(..offset).unwrap_or(text);
    let line_start = before.rfind('\n').map_or(0, |newline| newline + 1);
    let lines = 1 + before.matches('\n').count();
    let line = u32::try_from(lines).unwrap_or(u32::MAX);
    let column = 1 + json::utf16_length(before.get(line_start..).unwrap_or_default());
    Location {
        file: file.to_owned(),
        line,
        column,
        end_line: line,
        end_column: column,
        pointer: String::new(),
    }
}

struct Found {
    node: NodeId,
    pointer: String,
    start: usize,
    end: usize,
}

/// A walk that enters only what holds a wanted value. Values come in the order of their numbers.
struct Walk<'w> {
    wanted: &'w [NodeId],
    found: Vec<Found>,
    pointer: String,
}

impl Walk<'_> {
    fn descend(&mut self, value: Json<'_, '_>, (start, end): (usize, usize)) {
        if let Some((&node, rest)) = self.wanted.split_first()
            && node == value.id()
        {
            self.found.push(Found { node, pointer: self.pointer.clone(), start, end });
            self.wanted = rest;
        }
        for (key, member) in value.members() {
            if self.is_wanted_in(member) {
                let text = key.text();
                // A member is shown with its name: a value alone says little.
                let span = (key.start(), if opens(member) { key.end() } else { member.head_end() });
                self.child(member, span, |pointer| {
                    pointer.push_str(&text.replace('~', "~0").replace('/', "~1"));
                });
            }
        }
        for (at, item) in value.items().enumerate() {
            if self.is_wanted_in(item) {
                let span = (item.start(), item.head_end());
                self.child(item, span, |pointer| {
                    // Writing to a string cannot fail.
                    let _ = write!(pointer, "{at}");
                });
            }
        }
    }

    fn child(&mut self, value: Json<'_, '_>, span: (usize, usize), segment: impl FnOnce(&mut String)) {
        let length = self.pointer.len();
        self.pointer.push('/');
        segment(&mut self.pointer);
        self.descend(value, span);
        self.pointer.truncate(length);
    }

    fn is_wanted_in(&self, value: Json<'_, '_>) -> bool {
        self.wanted.first().is_some_and(|&node| value.holds(node))
    }
}

fn opens(value: Json<'_, '_>) -> bool {
    value.is_object() || value.is_array()
}

#[cfg(test)]
mod tests {
    use alloc::format;

    use super::*;
    use crate::json::KEEP_ALL;

    #[test]
    fn members_show_their_name_and_value_and_blocks_their_name() {
        let text = "{\n  \"é😀\": \"v\", \"a/b~\": {\n    \"list\": [1, {\"x\": 2}]\n  }\n}";
        let document = Document::parse(text, 0, KEEP_ALL).unwrap();
        let root = document.root();
        let block = root.get("a/b~").unwrap();
        let item = block.get("list").unwrap().items().nth(1).unwrap();
        let nodes = [root.get("é😀").unwrap(), block, item, item.get("x").unwrap(), root];
        let wanted: Vec<_> = nodes.map(|value| Place { node: value.id(), shown: value.id() }).to_vec();
        let locations = places("f.json", None, &document, &wanted);
        let shown: Vec<String> = locations
            .iter()
            .map(|l| format!("{} {}:{}-{}:{}", l.pointer, l.line, l.column, l.end_line, l.end_column))
            .collect();
        assert_eq!(
            shown,
            [
                "/é😀 2:3-2:13",
                "/a~1b~0 2:15-2:21",
                "/a~1b~0/list/1 3:17-3:18",
                "/a~1b~0/list/1/x 3:18-3:24",
                " 1:1-1:2",
            ]
        );
    }

    #[test]
    fn an_error_is_placed_in_utf16_units() {
        let location = at_offset("-", "{\"😀\":\n x}", 11);
        assert_eq!((location.line, location.column, &*location.file), (2, 3, "-"));
    }
}
