//! The JSON Schema of a policy's file, by which editors complete and check it.

use alloc::string::String;

use serde_json::{Map, Value, json};

use crate::{
    rule::{Category, Severity},
    rules,
};

/// The schema, draft 7, which is what editors know.
pub fn json_schema() -> String {
    let severities = Severity::ALL.map(Severity::name);
    let levels: Value = ["off", "on"].into_iter().chain(severities).collect();
    let names = Category::ALL.into_iter().map(|category| (category.name(), "every rule of this category"));
    let names = names.chain(rules::all().iter().map(|rule| (rule.name, rule.summary)));
    let settings: Map<String, Value> = names
        .clone()
        .map(|(name, what)| (name.into(), json!({"description": what, "$ref": "#/definitions/setting"})))
        .collect();
    let rule = json!({"description": "A rule or a category.", "enum": names.map(|(name, _)| name).collect::<Value>()});
    let strings = json!({"type": "array", "items": {"type": "string"}});
    let versions = json!({"type": "object", "additionalProperties": {"type": "string"}});
    let schema = json!({
        "$schema": "http://json-schema.org/draft-07/schema#",
        "title": "Policy of Planproof",
        "description": "What planproof.json may say.",
        "type": "object",
        "additionalProperties": false,
        "allowTrailingCommas": true,
        "properties": {
            "$schema": {"type": "string"},
            "extends": {
                "description": "Policies that this one is laid over, the first one lowest: files, from this one's folder on, or packages.",
                "anyOf": [{"type": "string"}, strings],
            },
            "baseline": described(json!({"type": ["string", "null"]}), "The file of findings that are accepted, from this one's folder on."),
            "profile": {
                "description": "Which rules run. Default: recommended.",
                "enum": ["recommended", "all"],
            },
            "failOn": {
                "description": "The severity from which findings fail a check. Default: medium.",
                "enum": severities.into_iter().chain(["never"]).collect::<Value>(),
            },
            "rules": {
                "description": "Rules and categories that run or do not, and how bad their findings are. A rule counts before its category.",
                "type": "object",
                "additionalProperties": false,
                "properties": settings,
            },
            "waivers": {
                "description": "Findings that are accepted.",
                "type": "array",
                "items": {"$ref": "#/definitions/waiver"},
            },
            "today": described(json!({"$ref": "#/definitions/day"}), "The day that decides which waivers still hold. Default: the day of the check."),
            "environmentSuffix": described(json!({"type": ["string", "null"]}), "The token that keeps names of parallel deployments apart. Default: detected."),
            "environment": described(json!({"type": ["string", "null"]}), "The environment, such as prod or dev. Default: detected."),
            "variables": {
                "description": "Values for the root variables of a configuration; a plan has its own.",
                "type": "object",
            },
            "requiredTags": described(strings.clone(), "The tags that every resource must carry."),
            "regions": described(strings, "The regions that the stack may be in. Default: any."),
            "minimumVersions": described(versions.clone(), "The oldest version that will do, by cdktf or a provider's name."),
            "minimumEngineVersions": described(versions, "The oldest version that will do, by a database engine's name."),
        },
        "definitions": {
            "setting": {"enum": levels},
            "day": {"type": "string", "pattern": "^[0-9]{4}-[0-9]{2}-[0-9]{2}$"},
            "waiver": {
                "type": "object",
                "additionalProperties": false,
                "required": ["rule", "reason"],
                "properties": {
                    "rule": rule,
                    "address": {
                        "description": "A pattern of addresses, in which * stands for any characters. Default: every address.",
                        "type": "string",
                    },
                    "reason": {"description": "Why they are accepted.", "type": "string", "minLength": 1},
                    "expires": described(json!({"$ref": "#/definitions/day"}), "The last day that it holds. Default: it does not end."),
                    "owner": {"description": "Who answers for it.", "type": "string"},
                },
            },
        },
    });
    crate::to_json(&schema) + "\n"
}

fn described(mut schema: Value, what: &str) -> Value {
    if let Some(schema) = schema.as_object_mut() {
        schema.insert("description".into(), what.into());
    }
    schema
}

#[cfg(test)]
mod tests {
    use alloc::vec::Vec;

    use super::*;
    use crate::policy::{Policy, PolicyFile};

    /// The names that an object of the schema may have.
    fn keys<'s>(schema: &'s Value, pointer: &str) -> Vec<&'s str> {
        let properties = schema.pointer(pointer).and_then(Value::as_object).unwrap();
        properties.keys().map(|key| &**key).collect()
    }

    #[test]
    fn it_has_the_keys_of_a_policy_and_those_of_a_file() {
        let schema: Value = serde_json::from_str(&json_schema()).unwrap();
        let policy = serde_json::to_value(Policy::default()).unwrap();
        let mut own: Vec<&str> = policy.as_object().unwrap().keys().map(|key| &**key).collect();
        own.extend(["$schema", "extends", "baseline"]);
        own.sort_unstable();
        let mut described = keys(&schema, "/properties");
        described.sort_unstable();
        assert_eq!(described, own);
    }

    #[test]
    fn what_it_allows_is_read() {
        let schema: Value = serde_json::from_str(&json_schema()).unwrap();
        for name in keys(&schema, "/properties/rules/properties") {
            let file = alloc::format!(
                "{{\"rules\": {{\"{name}\": \"low\"}}, \"waivers\": [{{\"rule\": \"{name}\", \"reason\": \"r\"}}]}}"
            );
            assert!(PolicyFile::read("planproof.json", file.as_bytes()).is_ok(), "{name}");
        }
        for setting in schema.pointer("/definitions/setting/enum").and_then(Value::as_array).unwrap() {
            let file = alloc::format!("{{\"rules\": {{\"cost\": {setting}}}}}");
            assert!(PolicyFile::read("planproof.json", file.as_bytes()).is_ok(), "{setting}");
        }
        let required = alloc::format!("{:?}", schema.pointer("/definitions/waiver/required"));
        assert_eq!(required, "Some(Array [String(\"rule\"), String(\"reason\")])");
    }
}
