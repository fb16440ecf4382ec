//! What is found of a configuration by what lies around it, and what is left alone.

#![expect(clippy::unwrap_used, reason = "a test fails by panicking")]

use engine_tests::surroundings::Files;
use policy_core::{Input, Policy, check, rule::Profile};

/// The findings about a configuration in the folder `stack`, among files; the rules, addresses and messages.
fn findings(stack: &str, around: &[(&str, &str)]) -> Vec<String> {
    let files = around.iter().map(|(path, text)| ((*path).to_owned(), text.as_bytes().to_vec()));
    let files = Files(files.collect());
    let input = Input::new("stack/main.tf.json", stack.as_bytes()).unwrap().whole().within(&files);
    said(&input)
}

fn said(input: &Input<'_>) -> Vec<String> {
    let policy = Policy { profile: Profile::All, ..Policy::default() };
    let report = check(&input.decode().unwrap(), &policy);
    report.findings.iter().map(|own| format!("{} {}: {}", own.rule, own.address, own.message)).collect()
}

const CALL: &str =
    r#"{"module": {"net": {"source": "../net"}}, "output": {"o": {"value": "${module.net.vpc.arnn}"}}}"#;

#[test]
fn an_attribute_is_asked_for_through_a_module() {
    let net = r#"{"resource": {"aws_vpc": {"main": {"cidr_block": "10.0.0.0/16"}}}, "output": {"vpc": {"value": "${aws_vpc.main}"}}}"#;
    let found = findings(CALL, &[("net/main.tf.json", net)]);
    let expected =
        "`module.net.vpc.arnn` asks for `arnn`, which is not there; the nearest is `arn`".to_owned();
    assert_eq!(found, [format!("unknown-attribute output.o: {expected}")]);
}

#[test]
fn nothing_is_said_of_a_module_that_is_not_all_in_json() {
    let net = r#"{"output": {"id": {"value": "1"}}}"#;
    let quiet = [
        vec![("net/main.tf.json", net), ("net/more.tf", "")],
        vec![("net/main.tf.json", "{")],
        vec![("net/more.tf", "")],
    ];
    for around in quiet {
        assert_eq!(findings(CALL, &around), [""; 0], "{around:?}");
    }
    // The same without the other file.
    assert_eq!(findings(CALL, &[("net/main.tf.json", net)]).len(), 1);
}

#[test]
fn modules_that_call_each_other_have_an_end() {
    let call = |source: &str| {
        format!(
            r#"{{"module": {{"other": {{"source": "{source}"}}}}, "output": {{"vpc": {{"value": "${{module.other.vpc}}"}}}}}}"#
        )
    };
    let (one, other) = (call("../other"), call("../net"));
    let found = findings(CALL, &[("net/main.tf.json", &one), ("other/main.tf.json", &other)]);
    assert_eq!(found, [""; 0]);
}

#[test]
fn what_is_sensitive_in_a_module_stays_so_and_is_not_shown() {
    let net = r#"{"variable": {"key": {"sensitive": true, "default": {"swordfish": "1"}}},
        "output": {"key": {"value": "${var.key}"}, "named": {"value": {"swordfish": 1}, "sensitive": true}}}"#;
    let stack = r#"{"module": {"net": {"source": "../net"}}, "output": {"a": {"value": "${module.net.key}"},
        "b": {"value": "${module.net.key.swordfsh}", "sensitive": true}, "c": {"value": "${module.net.named.x}", "sensitive": true}}}"#;
    let found = findings(stack, &[("net/main.tf.json", net)]);
    assert_eq!(found.len(), 1, "{found:?}");
    assert!(
        found
            .iter()
            .all(|own| own.starts_with("misused-sensitive-value output.a") && !own.contains("swordfish"))
    );
}

#[test]
fn a_module_that_is_called_is_no_root() {
    let module = r#"{"variable": {"name": {}, "key": {"sensitive": true}}, "output": {"key": {"value": "${var.key}"}, "name": {"value": "${var.name}"}}}"#;
    let input = || Input::new("net/main.tf.json", module.as_bytes()).unwrap().whole();
    assert_eq!(said(&input()).len(), 3);
    assert_eq!(said(&input().called()), [""; 0]);
}

#[test]
fn stacks_of_one_program_know_each_other() {
    let stack = |output: &str| {
        format!(
            r#"{{"//": {{"metadata": {{"stackName": "web", "version": "0.21.0"}}}}, "terraform": {{"backend": {{"local": {{"path": "web.tfstate"}}}}}},
            "data": {{"terraform_remote_state": {{"cross-stack-reference-input-net": {{"backend": "local", "config": {{"path": "net.tfstate"}}}}}}}},
            "output": {{"o": {{"value": "${{data.terraform_remote_state.cross-stack-reference-input-net.outputs.{output}}}"}}}}}}"#
        )
    };
    let net = r#"{"//": {"metadata": {"stackName": "net", "version": "0.21.0"}}, "output": {"cross-stack-output-vpc": {"value": "1", "sensitive": true}}}"#;
    let files = [("out/stacks/net/cdk.tf.json".to_owned(), net.as_bytes().to_vec())];
    let files = Files(files.into_iter().collect());
    let found = |output: &str| {
        let text = stack(output);
        let input = Input::new("out/stacks/web/cdk.tf.json", text.as_bytes()).unwrap().within(&files);
        said(&input).into_iter().filter(|own| own.starts_with("undeclared-reference")).collect::<Vec<_>>()
    };
    assert_eq!(found("cross-stack-output-vpc"), [""; 0]);
    let reference = "data.terraform_remote_state.cross-stack-reference-input-net.outputs.cross-stack-output-";
    assert_eq!(
        found("cross-stack-output-vpcs"),
        [format!(
            "undeclared-reference output.o: the output `{reference}vpcs` is declared nowhere; there is `{reference}vpc`"
        )]
    );
}
