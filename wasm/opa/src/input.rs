//! From what a host hands over as `input` to a report.
//!
//! An input is a plan, a state or a configuration, or what Conftest makes of several files: a list of `{"path",
//! "contents"}`. A text that the host passes on is judged as it is, so that places are those of it.

use alloc::{
    borrow::ToOwned,
    string::{String, ToString},
    vec::Vec,
};

use json_index::{Document, Json, KEEP_ALL};
use policy_core::{
    DecodeError, Input, Policy, Report, check,
    report::{Finding, Location, Related},
};

use crate::term::{Syntax, Term};

/// What a host hands over.
#[derive(Debug, Clone, Copy)]
pub enum Given<'i> {
    /// The text of an input, whose places people can look up.
    Text(&'i [u8]),
    /// What a host that has parsed the input has written of it: nobody has seen this text.
    Value(&'i [u8]),
}

/// The path of an input that has none, as on the command line.
const UNNAMED: &str = "-";

impl Given<'_> {
    /// Judges it; what cannot be judged is an error in words.
    pub(crate) fn judge(self, policy: &Policy) -> Result<Report, String> {
        let (Self::Text(bytes) | Self::Value(bytes)) = self;
        let is_text = matches!(self, Self::Text(_));
        if bytes.trim_ascii().is_empty() {
            return Err("there is no input; give a plan, a state or a configuration".to_owned());
        }
        let (judged, is_text) = match judge(bytes, policy) {
            // A term that OPA wrote may hold what JSON does not have.
            Err(error) => match written_as_json(bytes) {
                Some(json) => (judge(json.as_bytes(), policy), false),
                None => (Err(error), is_text),
            },
            judged => (judged, is_text),
        };
        match judged {
            Ok(report) if is_text => Ok(report),
            Ok(report) => Ok(without_places(report)),
            Err(error) if is_text => Err(error.to_string()),
            Err(error) => Err([error.file(), ": ", &error.message(), "; ", error.help()].concat()),
        }
    }
}

/// A term that is not JSON, as JSON.
fn written_as_json(bytes: &[u8]) -> Option<String> {
    let text = core::str::from_utf8(bytes).ok()?;
    if Document::parse(text, 0, KEEP_ALL).is_ok() {
        return None;
    }
    Some(Term::parse(text)?.to_text(Syntax::Json))
}

fn judge(bytes: &[u8], policy: &Policy) -> Result<Report, DecodeError> {
    let Some(files) = combined(bytes) else { return judge_one(&Input::new(UNNAMED, bytes)?, policy) };
    let reports = projects(&files).into_iter().map(|project| project.judge(policy));
    let reports = reports.collect::<Result<Vec<_>, _>>()?;
    // There is a project for each file, and a file at least.
    Report::merged(reports).map_or_else(|| judge_one(&Input::new(UNNAMED, bytes)?, policy), Ok)
}

fn judge_one(input: &Input<'_>, policy: &Policy) -> Result<Report, DecodeError> {
    Ok(check(&input.decode_for(policy)?, policy))
}

/// A file of several.
struct File<'t> {
    path: String,
    contents: &'t str,
}

/// The files of a list of `{"path", "contents"}`, at least one; none where the input is anything else.
fn combined(bytes: &[u8]) -> Option<Vec<File<'_>>> {
    // Only a list is worth a look, and a plan is none.
    bytes.trim_ascii_start().strip_prefix(b"[")?;
    let text = core::str::from_utf8(bytes).ok()?;
    let document = Document::parse(text, 0, KEEP_ALL).ok()?;
    let file = |item: Json<'_, '_>| {
        let path = item.get("path")?.string()?.into_owned();
        let contents = item.get("contents")?;
        Some(File { path, contents: text.get(contents.start()..contents.end())? })
    };
    let files: Vec<File<'_>> = document.root().items().map(file).collect::<Option<_>>()?;
    (!files.is_empty()).then_some(files)
}

/// Files that Terraform reads as one configuration: the `*.tf.json` of a folder. Every other stands for itself, as what
/// CDKTF synthesizes does.
struct Project<'f, 't> {
    /// The folder, for more than one file.
    folder: &'f str,
    files: Vec<&'f File<'t>>,
}

fn projects<'f, 't>(files: &'f [File<'t>]) -> Vec<Project<'f, 't>> {
    let mut projects: Vec<(bool, Project<'f, 't>)> = Vec::new();
    for file in files {
        let (folder, name) = file.path.rsplit_once(['/', '\\']).unwrap_or(("", &file.path));
        let is_part = name.ends_with(".tf.json") && name != "cdk.tf.json";
        let same =
            projects.iter_mut().find(|(is_open, project)| is_part && *is_open && project.folder == folder);
        match same {
            Some((_, project)) => project.files.push(file),
            None => projects.push((is_part, Project { folder, files: Vec::from([file]) })),
        }
    }
    projects.into_iter().map(|(_, project)| project).collect()
}

impl Project<'_, '_> {
    fn judge(self, policy: &Policy) -> Result<Report, DecodeError> {
        let inputs = self.files.iter().map(|file| Input::new(&file.path, file.contents.as_bytes()));
        let mut inputs = inputs.collect::<Result<Vec<_>, _>>()?;
        match inputs.pop() {
            Some(single) if inputs.is_empty() => judge_one(&single, policy),
            last => {
                inputs.extend(last);
                let folder = if self.folder.is_empty() { "." } else { self.folder };
                judge_one(&Input::project(folder, inputs)?, policy)
            }
        }
    }
}

/// The same report without lines and columns, which are those of a text that nobody has; pointers say where things are.
fn without_places(mut report: Report) -> Report {
    let findings = report.findings.iter_mut().chain(&mut report.waived);
    for Finding { location, related, .. } in findings {
        forget(location);
        for Related { location, .. } in related {
            forget(location);
        }
    }
    report.waivers.iter_mut().filter_map(|waiver| waiver.location.as_mut()).for_each(forget);
    report
}

fn forget(location: &mut Location) {
    let Location { line, column, end_line, end_column, .. } = location;
    (*line, *column, *end_line, *end_column) = (1, 1, 1, 1);
}

#[cfg(test)]
mod tests {
    use alloc::format;

    use super::*;

    const DATABASE: &str =
        r#"{"resource": {"aws_db_instance": {"main": {"engine": "postgres", "password": "swordfish"}}}}"#;

    fn judged(text: &str) -> Result<Report, String> {
        Given::Text(text.as_bytes()).judge(&Policy::default())
    }

    fn password(report: &Report) -> &Finding {
        report.findings.iter().find(|finding| finding.rule == "hardcoded-password").unwrap()
    }

    #[test]
    fn places_are_those_of_the_text_and_no_others() {
        let spaced = DATABASE.replace("\"main\"", "\n  \"main\"");
        let report = judged(&spaced).unwrap();
        assert_eq!((&*password(&report).location.file, password(&report).location.line), ("-", 2));
        let report = Given::Value(spaced.as_bytes()).judge(&Policy::default()).unwrap();
        let location = &password(&report).location;
        assert_eq!((location.line, location.column, location.end_line, location.end_column), (1, 1, 1, 1));
        assert_eq!(location.pointer, "/resource/aws_db_instance/main/password");
    }

    #[test]
    fn of_several_files_each_has_its_name_and_places() {
        let list = format!("[{{\"path\": \"a/cdk.tf.json\", \"contents\":\n\n{DATABASE}}}]");
        let report = judged(&list).unwrap();
        let location = &password(&report).location;
        assert_eq!((&*location.file, location.line), ("a/cdk.tf.json", 1));
        assert_eq!(location.column, password(&judged(DATABASE).unwrap()).location.column);
    }

    #[test]
    fn the_files_of_a_folder_are_one_configuration() {
        let file = |path: &str, contents: &str| format!("{{\"path\": \"{path}\", \"contents\": {contents}}}");
        let bucket = r#"{"resource": {"aws_s3_bucket": {"logs": {"bucket": "logs-4711"}}}}"#;
        let block = r#"{"resource": {"aws_s3_bucket_public_access_block": {"logs": {"bucket": "${aws_s3_bucket.logs.id}",
            "block_public_acls": true, "block_public_policy": true, "ignore_public_acls": true,
            "restrict_public_buckets": true}}}}"#;
        let rules = |files: [String; 2]| {
            let report = judged(&format!("[{}]", files.join(","))).unwrap();
            let inputs = report.inputs.len();
            let open =
                report.findings.iter().filter(|finding| finding.rule.contains("public-access-block")).count();
            (inputs, open)
        };
        assert_eq!(rules([file("s/a.tf.json", bucket), file("s/b.tf.json", block)]), (1, 0));
        let (inputs, _) = rules([file("s/a.tf.json", bucket), file("t/b.tf.json", block)]);
        assert_eq!(inputs, 2);
    }

    #[test]
    fn a_list_of_anything_else_is_the_cores_to_judge() {
        for list in ["[]", "[1]", "[{\"path\": \"a\"}]", "[{\"path\": 1, \"contents\": {}}]"] {
            assert!(judged(list).unwrap_err().contains("neither a Terraform plan nor a state"), "{list}");
        }
        assert!(judged(&format!("[{DATABASE}]")).is_ok());
    }

    #[test]
    fn what_cannot_be_judged_is_an_error_with_its_place_where_there_is_one() {
        assert!(judged("{\"resource\": {]}").unwrap_err().starts_with("-:1:15: not JSON: "));
        let error = Given::Value(b"[1]").judge(&Policy::default()).unwrap_err();
        assert!(error.starts_with("-: this JSON is neither "), "{error}");
        for nothing in ["", " \n"] {
            assert!(judged(nothing).unwrap_err().starts_with("there is no input"));
        }
        let cut = format!("[{{\"path\": \"plan.json\", \"contents\": {DATABASE}}}");
        assert!(judged(&cut).unwrap_err().contains("the text ends inside a JSON value"));
        let bad = "[{\"path\": \"x.json\", \"contents\": {\"a\": 1}}]";
        assert!(judged(bad).unwrap_err().starts_with("x.json:1:1: "), "{:?}", judged(bad));
    }

    #[test]
    fn terms_of_rego_are_read_where_they_are_no_json() {
        let quoted = DATABASE.replace("swordfish", r"\x73wordfish\a");
        let report = judged(&quoted).unwrap();
        assert_eq!(password(&report).location.column, 1);
        let with_set = DATABASE.replace("\"engine\"", "\"tags\": set(), \"engine\"");
        assert!(judged(&with_set).is_ok());
    }
}
