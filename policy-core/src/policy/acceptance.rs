//! Which findings are accepted, and what becomes of the waivers that say so.

use alloc::vec::Vec;

use super::{Policy, Waiver};
use crate::{
    decode::waivers::PlacedWaiver,
    json::NodeId,
    plan::Plan,
    report::{AppliedWaiver, Location, StatedWaiver, WaiverSource},
    rule::Rule,
};

/// The waivers of a configuration and of a policy, and how many findings each is about.
pub(crate) struct Acceptance<'c> {
    plan: &'c Plan<'c>,
    policy: &'c Policy,
    /// Those of the configuration first, in the order in which they are written.
    stated: Vec<StatedWaiver>,
}

impl<'c> Acceptance<'c> {
    /// Before anything is found; the locations are those of the configuration's waivers.
    pub(crate) fn new(
        plan: &'c Plan<'c>,
        policy: &'c Policy,
        locations: impl Iterator<Item = Location>,
    ) -> Self {
        let beside = plan.waivers.iter().zip(locations).map(|(placed, location)| StatedWaiver {
            location: Some(location),
            ..placed.waiver.stated(WaiverSource::Configuration, policy.today)
        });
        let own = policy.waivers.iter().map(|waiver| waiver.stated(WaiverSource::Policy, policy.today));
        Self { plan, policy, stated: beside.chain(own).collect() }
    }

    /// What accepts what a rule has found at an address and a place, where something does.
    pub(crate) fn of(&mut self, rule: &Rule, address: &str, place: NodeId) -> Option<AppliedWaiver> {
        let mut applied = None;
        for (at, stated) in self.stated.iter_mut().enumerate() {
            let (waiver, holder) = waiver(self.plan, self.policy, at)?;
            let is_there = holder.is_none_or(|holder| self.plan.value(holder).holds(place));
            if !is_there || !waiver.is_about(rule, address) {
                continue;
            }
            stated.findings += 1;
            if applied.is_none() && !stated.expired {
                applied = Some(waiver.applied(stated.source));
            }
        }
        applied
    }

    /// What became of each waiver whose rules were asked; of the others, nothing can be said.
    pub(crate) fn stated(self, is_asked: impl Fn(&Rule) -> bool) -> Vec<StatedWaiver> {
        let Self { plan, policy, stated } = self;
        let asked = |at| {
            waiver(plan, policy, at).is_some_and(|(waiver, _)| {
                crate::rules::all().iter().any(|rule| waiver.rule.includes(rule) && is_asked(rule))
            })
        };
        stated.into_iter().enumerate().filter(|(at, _)| asked(*at)).map(|(_, stated)| stated).collect()
    }
}

/// A waiver by its position, and what it is beside.
fn waiver<'c>(plan: &'c Plan<'_>, policy: &'c Policy, at: usize) -> Option<(&'c Waiver, Option<NodeId>)> {
    match plan.waivers.get(at) {
        Some(PlacedWaiver { waiver, holder, .. }) => Some((waiver, Some(*holder))),
        None => policy.waivers.get(at - plan.waivers.len()).map(|waiver| (waiver, None)),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::{Input, Report, check, from_json};

    fn report(text: &str, policy: &str) -> Report {
        let policy = from_json(policy).unwrap();
        let input = Input::new("main.tf.json", text.as_bytes()).unwrap();
        check(&input.decode_for(&policy).unwrap(), &policy)
    }

    fn stack(comment: &str) -> alloc::string::String {
        let comment = comment.replace('\'', "\"");
        alloc::format!(
            r#"{{"resource": {{"aws_db_instance": {{
                "a": {{"password": "swordfish"{comment}}},
                "b": {{"password": "swordfish"}}
            }}}}}}"#
        )
    }

    fn passwords(findings: &[crate::report::Finding]) -> Vec<&str> {
        let own = findings.iter().filter(|finding| finding.rule == "hardcoded-password");
        own.map(|finding| &*finding.address).collect()
    }

    #[test]
    fn a_waiver_beside_a_resource_accepts_what_is_found_there_and_nowhere_else() {
        let waive = "'rule': 'hardcoded-password', 'reason': 'rotated after creation', 'owner': 'data'";
        let comment = alloc::format!(", '//': {{'metadata': {{}}, 'planproof': {{'waive': [{{{waive}}}]}}}}");
        let report = report(&stack(&comment), "{}");
        assert_eq!(passwords(&report.findings), ["aws_db_instance.b"]);
        assert_eq!(passwords(&report.waived), ["aws_db_instance.a"]);
        let waiver = report.waived.first().unwrap().waiver.as_ref().unwrap();
        assert_eq!((waiver.source, &*waiver.reason), (WaiverSource::Configuration, "rotated after creation"));
        let [stated] = &*report.waivers else { panic!("{:?}", report.waivers) };
        assert_eq!((stated.findings, stated.expired), (1, false));
        let location = stated.location.as_ref().unwrap();
        assert_eq!(location.line, 2);
        assert_eq!(location.pointer, "/resource/aws_db_instance/a/~1~1/planproof/waive/0");
    }

    #[test]
    fn an_expired_waiver_accepts_nothing_and_says_what_it_was_about() {
        let policy = r#"{"today": "2026-06-01", "waivers": [
            {"rule": "secrets", "reason": "agreed", "expires": "2026-05-31"},
            {"rule": "secrets", "address": "*.b", "reason": "agreed", "expires": "2026-06-01"},
            {"rule": "hardcoded-password", "address": "*.c", "reason": "agreed"},
            {"rule": "missing-required-tags", "reason": "not asked"}], "rules": {"missing-required-tags": "off"}}"#;
        let report = report(&stack(""), policy);
        assert_eq!(passwords(&report.findings), ["aws_db_instance.a"]);
        assert_eq!(passwords(&report.waived), ["aws_db_instance.b"]);
        let stated: Vec<(bool, usize)> =
            report.waivers.iter().map(|own| (own.expired, own.findings)).collect();
        assert_eq!(stated, [(true, 2), (false, 1), (false, 0)]);
    }

    #[test]
    fn a_waiver_of_the_policy_is_counted_over_all_inputs() {
        let policy = r#"{"waivers": [{"rule": "hardcoded-password", "reason": "agreed"}]}"#;
        let merged = Report::merged([report(&stack(""), policy), report(&stack(""), policy)]).unwrap();
        assert_eq!(merged.waivers.iter().map(|own| own.findings).collect::<Vec<_>>(), [4]);
        assert_eq!(merged.summary.waived, 4);
    }

    #[test]
    fn a_waiver_that_is_none_is_refused_at_its_place() {
        let comment = ", '//': {'planproof': {'waive': [{'rule': 'hardcoded-passwort', 'reason': 'x'}]}}";
        let text = stack(comment);
        let input = Input::new("main.tf.json", text.as_bytes()).unwrap();
        let error = input.decode().map(|_| ()).unwrap_err();
        assert_eq!(error.code(), "bad-waiver");
        let shown = alloc::string::ToString::to_string(&error);
        assert!(
            shown.starts_with("main.tf.json:2:88: this waiver is not valid: `hardcoded-passwort` is no rule"),
            "{shown}"
        );
    }
}
