//! What of an input was not judged, for the person who might think that it was.

use alloc::{
    format,
    string::{String, ToString},
    vec::Vec,
};

use super::{Arguments, Kind, Mode, Plan};

/// What a decoder passed over, so that nothing is half checked in silence.
#[derive(Debug, Clone, Copy, Default)]
pub(crate) struct PassedOver {
    /// Objects that a failed replacement left behind.
    pub(crate) deposed: usize,
    /// Resources that a plan only deletes or forgets.
    pub(crate) leaving: usize,
    /// Resources whose planning is put off to a later plan.
    pub(crate) deferred: usize,
    /// Whether planning ended in an error, so that there may be more than is planned.
    pub(crate) is_errored: bool,
}

/// How many modules are named; a stack that calls more of them is known to whoever wrote it.
const MOST_NAMED: usize = 5;

impl Plan<'_> {
    /// What was not judged, a sentence each.
    pub(crate) fn notes(&self) -> Vec<String> {
        let mut notes = Vec::new();
        let PassedOver { deposed, leaving, deferred, is_errored } = self.passed_over;
        let unreadable = |arguments: &Arguments| matches!(arguments, Arguments::Unreadable(_));
        let unreadable = self.resources.iter().filter(|resource| unreadable(&resource.arguments)).count();
        let mut note = |count: usize, one: &str, several: &str| {
            if count > 0 {
                let what = if count == 1 { one.to_string() } else { format!("{count} {several}") };
                notes.push(what);
            }
        };
        note(
            leaving,
            "one resource is deleted or forgotten by the plan and was not judged",
            "resources are deleted or forgotten by the plan and were not judged",
        );
        note(
            deposed,
            "one deposed object, left behind by a replacement, was not judged",
            "deposed objects, left behind by replacements, were not judged",
        );
        note(
            deferred,
            "one resource is put off to a later plan and was not judged",
            "resources are put off to a later plan and were not judged",
        );
        note(
            unreadable,
            "the arguments of one resource are in a form that only its provider can read",
            "resources have arguments in a form that only their providers can read",
        );
        let plans_none = self.kind == Kind::Plan && leaving + deferred == 0 && self.resources.is_empty();
        if plans_none && self.blocks.iter().any(|block| block.mode == Mode::Managed) {
            let note = "it plans no resource, as `-refresh-only` does; what there is, a state tells";
            notes.push(note.to_string());
        }
        if is_errored {
            notes.push("planning ended in an error: what was not planned was not judged".to_string());
        }
        notes.extend(self.note_on_modules());
        notes
    }

    fn note_on_modules(&self) -> Option<String> {
        let root = self.modules.first()?;
        let unseen = |id: super::ModuleId| self.module(id).is_some_and(|module| module.unseen);
        let mut names =
            root.children.iter().filter(|(_, id)| unseen(**id)).map(|(name, _)| format!("`module.{name}`"));
        let shown: Vec<String> = names.by_ref().take(MOST_NAMED).collect();
        if shown.is_empty() {
            return None;
        }
        let more = match names.count() {
            0 => String::new(),
            count => format!(" and {count} more"),
        };
        Some(format!(
            "what {}{more} holds is in other files and was not judged; a plan holds it",
            shown.join(", ")
        ))
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::Input;

    fn notes(text: &str) -> Vec<String> {
        Input::new("x.json", text.as_bytes()).unwrap().decode().unwrap().notes()
    }

    #[test]
    fn what_is_left_out_is_said() {
        let plan = r#"{"format_version": "1.2", "errored": true, "resource_changes": [
            {"address": "aws_eip.a", "mode": "managed", "type": "aws_eip", "name": "a",
             "change": {"actions": ["delete"], "before": {}, "after": null}},
            {"address": "aws_eip.b", "mode": "managed", "type": "aws_eip", "name": "b",
             "change": {"actions": ["create"], "before": null, "after": {}}},
            {"address": "aws_eip.b", "deposed": "0a1b2c3d", "mode": "managed", "type": "aws_eip", "name": "b",
             "change": {"actions": ["delete"], "before": {}, "after": null}}]}"#;
        let said = [
            "one resource is deleted or forgotten by the plan and was not judged",
            "one deposed object, left behind by a replacement, was not judged",
            "planning ended in an error: what was not planned was not judged",
        ];
        assert_eq!(notes(plan), said);
        let refresh_only = r#"{"format_version": "1.2", "planned_values": {"root_module": {}}, "configuration":
            {"root_module": {"resources": [{"address": "aws_eip.a", "mode": "managed", "type": "aws_eip", "name": "a"}]}},
            "deferred_changes": []}"#;
        assert_eq!(
            notes(refresh_only),
            ["it plans no resource, as `-refresh-only` does; what there is, a state tells"]
        );
        let deferred =
            refresh_only.replace("[]}", r#"[{"reason": "instance_count_unknown", "resource_change": {}}]}"#);
        assert_eq!(notes(&deferred), ["one resource is put off to a later plan and was not judged"]);
        let state = r#"{"version": 4, "terraform_version": "1.11.4", "serial": 1, "lineage": "l", "resources": [
            {"mode": "managed", "type": "aws_eip", "name": "a", "provider": "p", "instances": [
             {"attributes": {}}, {"attributes": {}, "deposed": "0a1b2c3d"}, {"attributes": {}, "deposed": "4e5f6a7b"},
             {"attributes_flat": {"id": "x"}, "index_key": "b"}]}]}"#;
        let said = [
            "2 deposed objects, left behind by replacements, were not judged",
            "the arguments of one resource are in a form that only its provider can read",
        ];
        assert_eq!(notes(state), said);
        let configuration =
            r#"{"module": {"network": {"source": "./network"}}, "resource": {"aws_eip": {"a": {}}}}"#;
        assert_eq!(
            notes(configuration),
            ["what `module.network` holds is in other files and was not judged; a plan holds it"]
        );
        assert_eq!(notes(r#"{"resource": {"aws_eip": {"a": {}}}}"#), [""; 0]);
    }
}
