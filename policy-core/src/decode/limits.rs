//! What is odd and still JSON: numbers that no machine type holds, halves of characters, NUL, repeated keys, and what
//! is very long or very deep. Only tests; what reads all of it is elsewhere.

use alloc::{
    format,
    string::{String, ToString},
    vec::Vec,
};

use crate::{Input, json::NESTING_LIMIT, plan::Read};

/// What the argument `a` of the only resource is, written as a message would write it.
fn shown(path: &str, text: &str) -> Read<String> {
    let input = Input::new(path, text.as_bytes()).unwrap();
    let plan = input.decode().unwrap();
    let resource = plan.resources().next().unwrap();
    resource.attribute("a").text().map(|text| text.to_string())
}

fn plan(after: &str) -> String {
    format!(
        r#"{{"format_version": "1.2", "resource_changes": [{{"address": "t.x", "mode": "managed", "type": "t",
            "name": "x", "change": {{"actions": ["create"], "after": {{{after}}}}}}}]}}"#
    )
}

fn configuration(body: &str) -> String {
    format!(r#"{{"resource": {{"t": {{"x": {{{body}}}}}}}}}"#)
}

fn in_plan(value: &str) -> Read<String> {
    shown("plan.json", &plan(&format!(r#""a": {value}"#)))
}

fn in_configuration(value: &str) -> Read<String> {
    shown("main.tf.json", &configuration(&format!(r#""a": {value}"#)))
}

fn known(text: &str) -> Read<String> {
    Read::Known(text.into())
}

#[test]
fn numbers_stay_as_they_are_written() {
    for number in ["9007199254740993", "123456789012345678901234567890", "1e400", "-0.1000", "1E-7"] {
        assert_eq!(in_plan(number), known(number));
        assert_eq!(in_configuration(number), known(number));
    }
}

#[test]
fn a_half_of_a_character_is_a_replacement_and_nul_is_a_character() {
    for read in [in_plan, in_configuration] {
        assert_eq!(read(r#""a\ud83d b""#), known("a\u{fffd} b"));
        assert_eq!(read(r#""\udc00\ud83d\ude00""#), known("\u{fffd}\u{1f600}"));
        assert_eq!(read(r#""a\u0000b""#), known("a\0b"));
    }
}

#[test]
fn the_last_of_a_repeated_key_holds() {
    assert_eq!(shown("plan.json", &plan(r#""a": "first", "a": "last""#)), known("last"));
    let change = |value: &str| {
        format!(
            r#"[{{"address": "t.x", "mode": "managed", "type": "t", "name": "x", "change": {{"actions": ["create"],
                "after": {{"a": "{value}"}}}}}}]"#
        )
    };
    let twice = format!(
        r#"{{"format_version": "0.1", "resource_changes": {}, "resource_changes": {}, "format_version": "1.2"}}"#,
        change("first"),
        change("last"),
    );
    assert_eq!(shown("plan.json", &twice), known("last"));
    // In configuration an argument likewise, and blocks merge.
    assert_eq!(shown("main.tf.json", &configuration(r#""a": "first", "a": "last""#)), known("last"));
    let blocks = r#"{"resource": {"t": {"x": {"a": "first"}}}, "resource": {"t": {"y": {"a": "second"}}}}"#;
    let input = Input::new("main.tf.json", blocks.as_bytes()).unwrap();
    assert_eq!(input.decode().unwrap().resources().count(), 2);
}

#[test]
fn a_block_whose_key_is_repeated_is_there_twice() {
    let text = configuration(r#""b": {"a": "first"}, "b": [{"a": "second"}, {"a": "third"}]"#);
    let input = Input::new("main.tf.json", text.as_bytes()).unwrap();
    let plan = input.decode().unwrap();
    let resource = plan.resources().next().unwrap();
    let values = resource.all(&["b", "a"]).into_iter().map(|own| own.text().map(|text| text.to_string()));
    let values: Vec<_> = values.collect();
    assert_eq!(values, [known("first"), known("second"), known("third")]);
    // One of them alone says nothing about the others.
    let one = resource.attribute("b").get("a").text().map(|text| text.to_string());
    assert_eq!(one, Read::Unknown);
}

#[test]
fn a_plan_that_the_service_has_redacted_is_judged_by_what_it_still_says() {
    let redacted = plan(r#""a": "shown""#).replace("format_version", "plan_format_version");
    assert_eq!(shown("plan.json", &redacted), known("shown"));
    let unsupported = redacted.replace("1.2", "2.0");
    let input = Input::new("plan.json", unsupported.as_bytes()).unwrap();
    assert_eq!(input.decode().map(|_| ()).map_err(|error| error.code()), Err("unsupported-format"));
    // It has no configuration, so nothing can be missing from that.
    let input = Input::new("plan.json", redacted.as_bytes()).unwrap();
    assert_eq!(crate::check(&input.decode().unwrap(), &crate::Policy::default()).findings, []);
}

#[test]
fn strings_of_megabytes_are_read() {
    let long = "x".repeat(5_000_000);
    for read in [in_plan, in_configuration] {
        let length = read(&format!("\"{long}\"")).map(|text| text.len());
        assert_eq!(length, Read::Known(long.len()));
    }
}

#[test]
fn what_is_nested_too_deep_is_refused_where_that_begins() {
    // The root, three levels around the body.
    let nested = |levels: usize| {
        let (open, close) = ("[".repeat(levels), "]".repeat(levels));
        configuration(&format!("\n\"a\": {open}1{close}"))
    };
    let decode = |text: &str| {
        let input = Input::new("main.tf.json", text.as_bytes()).unwrap();
        input.decode().map(|_| ()).map_err(|error| {
            (error.code(), error.location().line, error.location().column, error.to_string())
        })
    };
    assert_eq!(decode(&nested(NESTING_LIMIT - 4)), Ok(()));
    let (code, line, column, message) = decode(&nested(NESTING_LIMIT - 3)).unwrap_err();
    assert_eq!((code, line, column), ("too-deep", 2, 202));
    assert!(message.contains("nested more than 200 levels deep here; flatten this value"), "{message}");
}
