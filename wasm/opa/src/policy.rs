//! The policy that a host gives as data: what a `planproof.json` says, in `data.planproof.policy`.

use alloc::{format, string::String, vec::Vec};

use policy_core::{Policy, Report, from_json, policy::Baseline};

use crate::term::{Syntax, Term};

/// A policy, and what it accepts of the findings.
#[derive(Debug, Default)]
pub(crate) struct Asked {
    pub(crate) policy: Policy,
    baseline: Option<Baseline>,
}

impl Asked {
    /// Reads `data.planproof.policy`; the default where there is none. A policy that is none is an error, for a check that
    /// does not ask what was meant would pass.
    pub(crate) fn of(data: Option<&Term>) -> Result<Self, String> {
        let Some(own) = data.and_then(|data| data.get("planproof")?.get("policy")) else {
            return Ok(Self::default());
        };
        let bad = |reason: &str| format!("data.planproof.policy is not valid: {reason}");
        let Term::Object(members) = own else { return Err(bad("a policy is an object")) };
        let (mut keys, mut baseline) = (Vec::new(), None);
        for (key, value) in members {
            match key {
                Term::String(name) if **name == *"$schema" => {}
                Term::String(name) if **name == *"extends" => {
                    return Err(bad(
                        "`extends` names files, which OPA does not have; write out what they say",
                    ));
                }
                Term::String(name) if **name == *"baseline" => {
                    baseline = (*value != Term::Null).then(|| read_baseline(value)).transpose()?;
                }
                _ => keys.push((key.clone(), value.clone())),
            }
        }
        let policy = from_json(&Term::Object(keys).to_text(Syntax::Json));
        Ok(Self { policy: policy.map_err(|error| bad(error.reason()))?, baseline })
    }

    /// Accepts what the baseline holds, where there is one.
    pub(crate) fn accept(&self, report: &mut Report) {
        if let Some(baseline) = &self.baseline {
            report.accept(baseline);
        }
    }
}

fn read_baseline(value: &Term) -> Result<Baseline, String> {
    from_json(&value.to_text(Syntax::Json)).map_err(|error| {
        let reason = error.reason();
        format!(
            "data.planproof.policy.baseline is not valid: {reason}; give what the file holds, not its path"
        )
    })
}

#[cfg(test)]
mod tests {
    use policy_core::policy::FailOn;

    use super::*;

    fn asked(data: &str) -> Result<Asked, String> {
        Asked::of(Some(&Term::parse(data).unwrap()))
    }

    #[test]
    fn a_policy_is_what_the_file_says_and_default_without_one() {
        let given = r#"{"planproof": {"policy": {"$schema": "x", "failOn": "low", "regions": {"eu-west-1"},
            "today": "2026-11-28", "baseline": {"schemaVersion": 1, "findings": []}}}}"#;
        let asked_for = asked(given).unwrap();
        assert_eq!(asked_for.policy.fail_on, FailOn::Low);
        assert_eq!(asked_for.policy.regions, ["eu-west-1"]);
        assert!(asked_for.policy.today.is_some() && asked_for.baseline.is_some());
        for none in ["{}", "null", "{\"planproof\": {}}", "{\"planproof\": 1}"] {
            assert_eq!(asked(none).unwrap().policy, Policy::default());
        }
        assert_eq!(Asked::of(None).unwrap().policy, Policy::default());
    }

    #[test]
    fn what_is_no_policy_is_refused() {
        let refused =
            |policy: &str| asked(&format!("{{\"planproof\": {{\"policy\": {policy}}}}}")).unwrap_err();
        assert_eq!(
            refused("{\"failon\": \"high\"}"),
            "data.planproof.policy is not valid: `failon` is not known; the nearest is `failOn`"
        );
        assert_eq!(refused("null"), "data.planproof.policy is not valid: a policy is an object");
        assert!(refused("{\"extends\": []}").contains("write out what they say"));
        assert!(refused("{\"baseline\": \"planproof-baseline.json\"}").contains("not its path"));
        assert!(refused("{1: 2}").contains("`1` is not known"));
    }
}
