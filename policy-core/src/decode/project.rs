//! Several files of one folder as one configuration, as Terraform reads them.
//!
//! The files become one text: a list of their root objects, which is read as one anyway. Override files
//! (`override.tf.json`, `*_override.tf.json`) come last, in the order of their names: what they give a block takes the
//! place of what it has, argument by argument, and all blocks of a name by all of that name; `lifecycle` and
//! `required_providers` are merged entry by entry. Every piece of the text knows which file it comes from, so that
//! findings lie where people wrote it.
//! Source: <https://developer.hashicorp.com/terraform/language/files/override>.

use alloc::{borrow::Cow, string::String, vec::Vec};

use super::{Input, configuration};
use crate::{
    error::DecodeError,
    json::{Document, Json, utf16_length},
    plan::blocks_of,
    policy::Policy,
    typed::to_json,
};

/// Which file each part of a text comes from.
#[derive(Debug)]
pub(crate) struct Sources {
    files: Vec<Source>,
    /// In the order of the text.
    parts: Vec<Part>,
    /// Where the blocks start that override what no file declares.
    orphans: Vec<usize>,
}

/// A file as it was given.
#[derive(Debug)]
struct Source {
    path: String,
    text: String,
    /// Byte offset of each line's first character but the first line's.
    lines: Vec<usize>,
}

/// A piece of the merged text, up to the next one.
#[derive(Debug, Clone, Copy)]
struct Part {
    start: usize,
    /// Position of the file it comes from.
    file: usize,
    /// Where it begins there.
    from: usize,
}

impl Sources {
    /// Whether the block that starts at a byte of the merged text overrides what no file declares.
    pub(crate) fn is_orphan(&self, start: usize) -> bool {
        self.orphans.binary_search(&start).is_ok()
    }

    /// Whether there are files that override what others declare.
    pub(crate) fn has_overrides(&self) -> bool {
        self.files.iter().any(|file| is_override(&file.path))
    }

    /// The file of a byte of the merged text, with line and column there, both from 1.
    pub(crate) fn place(&self, offset: usize) -> (&str, u32, u32) {
        let at = self.parts.partition_point(|part| part.start <= offset);
        let part = at.checked_sub(1).and_then(|at| self.parts.get(at));
        let source = part.and_then(|part| self.files.get(part.file));
        let (Some(part), Some(source)) = (part, source) else { return ("", 1, 1) };
        let own = part.from + (offset - part.start);
        let line = source.lines.partition_point(|&start| start <= own);
        let start = line.checked_sub(1).and_then(|line| source.lines.get(line)).copied().unwrap_or_default();
        let column = utf16_length(source.text.get(start..own).unwrap_or_default()) + 1;
        (&source.path, u32::try_from(line + 1).unwrap_or(u32::MAX), column)
    }
}

/// The text of several files and where its pieces come from; whatever their order, the same.
pub(super) fn merge(mut files: Vec<Input<'_>>) -> Result<(String, Sources), DecodeError> {
    files.sort_by(|one, other| one.path.cmp(&other.path));
    let mut documents = Vec::new();
    for file in &files {
        // What is wrong with a file is told of that file.
        let plan = configuration::decode(&file.path, file.configuration()?, &Policy::default())?;
        documents.push(plan.document);
    }
    let is_override = |at: &usize| files.get(*at).is_some_and(|file| is_override(&file.path));
    let (overriding, own): (Vec<usize>, Vec<usize>) = (0..files.len()).partition(is_override);
    let mut overrides = Vec::new();
    for &file in &overriding {
        let Some(document) = documents.get(file) else { continue };
        each_body(document.root(), &mut |labels, body| {
            overrides.push(Override { labels, file, body, is_used: false });
        });
    }
    let mut text =
        Text { merged: String::from("[\n"), parts: Vec::new(), orphans: Vec::new(), documents: &documents };
    let mut is_first = true;
    for file in own {
        text.separate(&mut is_first);
        text.file(file, &mut overrides);
    }
    for own in overrides.iter().filter(|own| !own.is_used) {
        text.separate(&mut is_first);
        text.orphan(own);
    }
    for &file in &overriding {
        text.others(file, &mut is_first);
    }
    text.merged.push_str("\n]");
    let Text { merged, parts, orphans, .. } = text;
    Ok((merged, Sources { files: files.into_iter().map(Source::of).collect(), parts, orphans }))
}

/// Whether Terraform lays a file over what others declare.
pub(crate) fn is_override(path: &str) -> bool {
    let name = path.rsplit(['/', '\\']).next().unwrap_or_default();
    let stem = name.strip_suffix(".tf.json").unwrap_or_default();
    stem == "override" || stem.ends_with("_override")
}

impl Source {
    fn of(input: Input<'_>) -> Self {
        let text = input.text.into_owned();
        let lines = text.match_indices('\n').map(|(at, _)| at + 1).collect();
        Self { path: input.path, text, lines }
    }
}

/// What an override file says of one block.
struct Override<'d, 't> {
    labels: Vec<Cow<'t, str>>,
    file: usize,
    body: Json<'d, 't>,
    /// Whether there is a block of these labels elsewhere.
    is_used: bool,
}

/// The blocks of Terraform's own language that override files may change, with the number of their labels.
const SECTIONS: [(&str, usize); 9] = [
    ("data", 2),
    ("ephemeral", 2),
    ("locals", 0),
    ("module", 1),
    ("output", 1),
    ("provider", 1),
    ("resource", 2),
    ("terraform", 0),
    ("variable", 1),
];

/// The blocks that lie over no others: `removed` is taken as it stands, the others Terraform refuses in such a file.
const OTHERS: [&str; 4] = ["check", "import", "moved", "removed"];

/// What is merged entry by entry and not replaced.
const MERGED: [&str; 2] = ["lifecycle", "required_providers"];

/// Visits each block with its section, its labels, and a provider's alias.
fn each_body<'d, 't>(root: Json<'d, 't>, visit: &mut dyn FnMut(Vec<Cow<'t, str>>, Json<'d, 't>)) {
    for (section, level) in blocks_of(root).flat_map(Json::members) {
        let Some((name, labels)) = SECTIONS.into_iter().find(|(name, _)| section.is(name)) else { continue };
        let mut open = Vec::from([(Vec::from([Cow::Borrowed(name)]), level)]);
        for _ in 0..labels {
            let deeper = open.into_iter().flat_map(|(path, level)| {
                blocks_of(level).flat_map(Json::members).map(move |(key, inner)| {
                    let mut path = path.clone();
                    path.push(key.text());
                    (path, inner)
                })
            });
            open = deeper.collect();
        }
        for (path, bodies) in open {
            for body in blocks_of(bodies) {
                let mut path = path.clone();
                if name == "provider" {
                    path.extend(body.get("alias").and_then(Json::string));
                }
                visit(path, body);
            }
        }
    }
}

/// The merged text while it is written.
struct Text<'m, 't> {
    merged: String,
    parts: Vec<Part>,
    orphans: Vec<usize>,
    documents: &'m [Document<'t>],
}

impl<'m, 't> Text<'m, 't> {
    /// A piece of a file as it stands.
    fn piece(&mut self, file: usize, from: usize, to: usize) {
        let Some(text) = self.documents.get(file).and_then(|document| document.text().get(from..to)) else {
            return;
        };
        self.parts.push(Part { start: self.merged.len(), file, from });
        self.merged.push_str(text);
    }

    /// A file with what overrides its blocks.
    fn file(&mut self, file: usize, overrides: &mut [Override<'m, 't>]) {
        let Some(document) = self.documents.get(file) else { return };
        let root = document.root();
        let mut changed: Vec<(Json<'m, 't>, Vec<(usize, Json<'m, 't>)>)> = Vec::new();
        each_body(root, &mut |labels, body| {
            let mut own = Vec::new();
            for one in overrides.iter_mut().filter(|one| one.labels == labels) {
                one.is_used = true;
                own.push((one.file, one.body));
            }
            if !own.is_empty() {
                changed.push((body, own));
            }
        });
        changed.sort_by_key(|(body, _)| body.start());
        let mut from = root.start();
        for (body, own) in changed {
            self.piece(file, from, body.start());
            self.block(file, body, &own);
            from = body.end();
        }
        self.piece(file, from, document.end());
    }

    /// A block with what takes the place of its members.
    fn block(&mut self, file: usize, body: Json<'m, 't>, overrides: &[(usize, Json<'m, 't>)]) {
        let given = |name: &str| {
            let all = overrides.iter().filter_map(|&(file, own)| Some((file, own.get(name)?)));
            all.collect::<Vec<_>>()
        };
        self.merged.push('{');
        let mut is_first = true;
        for (key, value) in body.members() {
            let own = given(&key.text());
            if own.is_empty() {
                self.separate(&mut is_first);
                self.piece(file, key.start(), value.end());
            } else if is_merged(&key.text()) && value.is_object() {
                self.separate(&mut is_first);
                self.piece(file, key.start(), value.start());
                self.block(file, value, &own);
            }
        }
        for (number, (file, own)) in overrides.iter().enumerate() {
            let later = overrides.get(number + 1..).unwrap_or_default();
            for (key, value) in own.members() {
                let name = key.text();
                let is_replaced = later.iter().any(|(_, other)| other.get(&name).is_some());
                let is_done = is_merged(&name) && body.get(&name).is_some_and(Json::is_object);
                if !is_replaced && !is_done {
                    self.separate(&mut is_first);
                    self.piece(*file, key.start(), value.end());
                }
            }
        }
        self.merged.push('}');
    }

    /// What overrides a block that is not there, as a block of its own.
    fn orphan(&mut self, own: &Override<'m, 't>) {
        let depth =
            SECTIONS.into_iter().find(|(name, _)| own.labels.first().is_some_and(|label| label == name));
        let labels = own.labels.iter().take(1 + depth.map_or(0, |(_, labels)| labels));
        let mut closing = 0;
        for label in labels {
            self.merged.push('{');
            self.merged.push_str(&to_json(label));
            self.merged.push(':');
            closing += 1;
        }
        self.orphans.push(self.merged.len());
        self.piece(own.file, own.body.start(), own.body.end());
        self.merged.extend(core::iter::repeat_n('}', closing));
    }

    /// The blocks of an override file that lie over no others.
    fn others(&mut self, file: usize, is_first: &mut bool) {
        let Some(document) = self.documents.get(file) else { return };
        for (section, level) in blocks_of(document.root()).flat_map(Json::members) {
            if OTHERS.iter().any(|name| section.is(name)) {
                self.separate(is_first);
                self.merged.push('{');
                self.piece(file, section.start(), level.end());
                self.merged.push('}');
            }
        }
    }

    fn separate(&mut self, is_first: &mut bool) {
        if !core::mem::take(is_first) {
            self.merged.push(',');
        }
    }
}

fn is_merged(name: &str) -> bool {
    MERGED.contains(&name)
}

#[cfg(test)]
mod tests {
    use alloc::{format, string::ToString};

    use super::*;
    use crate::{check, json::KEEP_ALL};

    fn project(files: &[(&str, &str)]) -> Result<Input<'static>, DecodeError> {
        let inputs = files.iter().map(|(path, text)| Input::new(path, text.as_bytes()));
        Input::project("infra", inputs.collect::<Result<_, _>>()?)
    }

    /// Each finding of a rule with its place.
    fn findings(files: &[(&str, &str)], rule: &str) -> Vec<String> {
        let input = project(files).unwrap();
        let report = check(&input.decode().unwrap(), &Policy::default());
        let own = report.findings.into_iter().filter(|finding| finding.rule == rule);
        own.map(|finding| {
            let at = finding.location;
            format!("{} {}:{}:{} {}", finding.address, at.file, at.line, at.column, at.pointer)
        })
        .collect()
    }

    #[test]
    fn files_of_a_folder_know_each_other() {
        let main = r#"{"provider": {"aws": {}},
 "resource": {"aws_s3_bucket": {"logs": {"bucket": "${var.name}", "acl": "${var.none}"}}}}"#;
        let variables = "{\"variable\": {\"name\": {}, \"other\": {}}}";
        assert_eq!(
            findings(
                &[("infra/variables.tf.json", variables), ("infra/main.tf.json", main)],
                "undeclared-reference"
            ),
            ["aws_s3_bucket.logs infra/main.tf.json:2:67 /resource/aws_s3_bucket/logs/acl"]
        );
    }

    #[test]
    fn overrides_take_the_place_of_what_they_name() {
        let main = r#"{"resource": {"aws_db_instance": {"main": {
  "username": "app",
  "password": "correct-horse-battery",
  "lifecycle": {"prevent_destroy": true},
  "port": 5432
}}}}"#;
        let mended = r#"{"resource": {"aws_db_instance": {"main": {"password": "${var.password}",
  "lifecycle": {"ignore_changes": ["password"]}}}}}"#;
        let worse = r#"{"resource": [{"aws_db_instance": {"main": {
  "password": "swordfish", "identifier": "db"}}}]}"#;
        let rule = "hardcoded-password";
        let files = [("a/main.tf.json", main), ("a/mended_override.tf.json", mended)];
        assert_eq!(findings(&files, rule), [""; 0]);
        // In the order of their names, whatever order they come in.
        let files = [files[1], ("a/override.tf.json", worse), files[0]];
        assert_eq!(
            findings(&files, rule),
            ["aws_db_instance.main a/override.tf.json:2:3 /resource/aws_db_instance/main/password"]
        );
        let input = project(&files).unwrap();
        assert!(
            input.text().contains(r#""lifecycle": {"prevent_destroy": true,"ignore_changes": ["password"]}"#)
        );
        assert!(input.text().contains(r#""port": 5432"#) && !input.text().contains("correct"));
    }

    #[test]
    fn overrides_of_what_no_file_declares_are_told() {
        let main =
            r#"{"variable": {"name": {}}, "resource": {"aws_sns_topic": {"a": {"name": "${var.name}"}}}}"#;
        let overriding = r#"{"resource": {"aws_sns_topic": {"a": {"name": "a"}, "b": {"name": "b"}}},
 "output": {"o": {"value": "1"}}, "terraform": {"required_version": ">= 1.5"}, "provider": {"aws": {}}}"#;
        let files = [("a/main.tf.json", main), ("a/override.tf.json", overriding)];
        let found = |input: &Input<'_>| {
            let report = check(&input.decode().unwrap(), &Policy::default());
            let own = report.findings.into_iter().filter(|finding| finding.rule == "undeclared-reference");
            own.map(|own| format!("{} {}", own.address, own.location.line)).collect::<Vec<_>>()
        };
        assert_eq!(found(&project(&files).unwrap().whole()), ["aws_sns_topic.b 1", "output.o 2"]);
        // A file of another syntax may declare them.
        assert_eq!(found(&project(&files).unwrap()), [""; 0]);
    }

    #[test]
    fn blocks_that_lie_over_no_others_stay_in_their_file() {
        let moved = r#"{"moved": [{"from": "aws_a.b", "to": "aws_a.c"}], "removed": {"from": "aws_a.d"}}"#;
        let main = ("a/main.tf.json", r#"{"locals": {"a": 1}}"#);
        let rule = "invalid-refactoring-block";
        let found = findings(&[main, ("a/b_override.tf.json", moved)], rule);
        assert_eq!(found, ["moved a/b_override.tf.json:1:12 /moved/0"]);
        assert_eq!(findings(&[main, ("a/b.tf.json", moved)], rule), [""; 0]);
    }

    #[test]
    fn what_is_wrong_with_a_file_is_told_of_that_file() {
        let whole = ("b/a.tf.json", "{\"locals\": {}}");
        for (text, expected) in
            [("{\"locals\": {},", "b/b.tf.json:1:"), ("{\"format_version\": \"1.0\"}", "b/b.tf.json:1:1")]
        {
            let error = project(&[whole, ("b/b.tf.json", text)]).unwrap_err().to_string();
            assert!(error.starts_with(expected), "{error}");
        }
    }

    #[test]
    fn values_end_where_their_brackets_close() {
        let text = r#" {"a": [1, {"b": []} ] , "c": {} , "d": "x}" } "#;
        let document = Document::parse(text, 0, KEEP_ALL).unwrap();
        let root = document.root();
        assert_eq!(root.end(), text.trim_end().len());
        let ends = root.members().filter_map(|(_, value)| text.get(value.start()..value.end()));
        assert_eq!(ends.collect::<Vec<_>>(), [r#"[1, {"b": []} ]"#, "{}", r#""x}""#]);
    }
}
