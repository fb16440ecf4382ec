//! SARIF 2.1.0, for GitHub code scanning, Azure DevOps and editors.
//!
//! One run, whose rules are those that have a result. Code scanning refuses a run of more than 25,000 results, so that
//! the mildest of more are left out, which a notification says. It shows a result's message and place only, and so a
//! message begins with the address.

use alloc::{
    format,
    string::{String, ToString},
    vec::Vec,
};
use core::fmt;

use super::{
    AppliedWaiver, Finding, Location, Report, WaiverSource,
    escape::{Shown, uri},
    json::Json,
    markdown::{inline, linked},
    notices::notices,
    text,
};
use crate::{
    refusal::Refusal,
    rule::{Category, Severity},
    rules,
    sorted::{Map, Set},
};

/// How many results code scanning takes in one run.
const MOST_RESULTS: usize = 25_000;

const SCHEMA: &str =
    "https://docs.oasis-open.org/sarif/sarif/v2.1.0/errata01/os/schemas/sarif-schema-2.1.0.json";
const HOME: &str = "https://planproof.dev";

pub(super) fn write(report: &Report, f: &mut fmt::Formatter<'_>) -> fmt::Result {
    let results: Vec<&Finding> = report.findings.iter().chain(&report.waived).take(MOST_RESULTS).collect();
    let names: Set<&str> = results.iter().map(|finding| &*finding.rule).collect();
    let indexes: Map<&str, usize> = names.iter().enumerate().map(|(index, &name)| (name, index)).collect();
    let mut json = Json::new(f, "  ");
    json.object("", &mut |json| {
        json.text("$schema", SCHEMA)?;
        json.text("version", "2.1.0")?;
        json.array("runs", &mut |json| {
            json.object("", &mut |json| {
                write_tool(report, &results, &indexes, json)?;
                write_invocation(report, json)?;
                json.text("columnKind", "utf16CodeUnits")?;
                json.array("results", &mut |json| {
                    results.iter().try_for_each(|finding| write_result(report, finding, &indexes, json))
                })
            })
        })
    })?;
    f.write_str("\n")
}

fn write_tool(
    report: &Report,
    results: &[&Finding],
    indexes: &Map<&str, usize>,
    json: &mut Json<'_, '_>,
) -> fmt::Result {
    let mut examples: Map<&str, &Finding> = Map::new();
    for &finding in results {
        examples.get_or_insert_with(&*finding.rule, || finding);
    }
    json.object("tool", &mut |json| {
        json.object("driver", &mut |json| {
            json.text("name", &report.tool.name)?;
            json.text("version", &report.tool.version)?;
            json.text("semanticVersion", &report.tool.version)?;
            json.text("informationUri", HOME)?;
            json.array("rules", &mut |json| {
                indexes.keys().filter_map(|name| examples.get(name)).try_for_each(|one| write_rule(one, json))
            })
        })
    })
}

/// What is known of a rule; of one that this engine does not have, only what its finding says.
fn write_rule(finding: &Finding, json: &mut Json<'_, '_>) -> fmt::Result {
    let rule = rules::find(&finding.rule);
    let severity = rule.map_or(finding.severity, |rule| rule.severity);
    let summary = rule.map_or(&*finding.rule, |rule| rule.summary);
    json.object("", &mut |json| {
        json.text("id", &finding.rule)?;
        json.text("name", &in_pascal_case(&finding.rule))?;
        json.object("shortDescription", &mut |json| json.text("text", &format!("{summary}.")))?;
        let remedy = sentence(&finding.remedy);
        let full = format!("{summary}. {remedy}");
        json.object("fullDescription", &mut |json| json.text("text", &full))?;
        json.object("help", &mut |json| {
            json.text("text", &format!("{remedy} See {}", finding.docs))?;
            let rule = linked(&finding.rule, &finding.docs);
            json.text("markdown", &format!("{} See {rule}.", inline(&remedy)))
        })?;
        json.text("helpUri", &finding.docs)?;
        json.object("defaultConfiguration", &mut |json| json.text("level", level(severity)))?;
        json.object("properties", &mut |json| write_rule_properties(finding.category, severity, json))
    })
}

/// Text as a sentence.
fn sentence(text: &str) -> String {
    let mut characters = text.trim_end_matches('.').chars();
    let first = characters.next().map(|first| first.to_ascii_uppercase());
    first.into_iter().chain(characters).chain(['.']).collect()
}

fn write_rule_properties(category: Category, severity: Severity, json: &mut Json<'_, '_>) -> fmt::Result {
    let is_security =
        matches!(category, Category::Secrets | Category::Encryption | Category::Network | Category::Iam);
    json.array("tags", &mut |json| {
        json.text("", category.name())?;
        if is_security { json.text("", "security") } else { Ok(()) }
    })?;
    let problem = match severity {
        Severity::Critical | Severity::High => "error",
        Severity::Medium => "warning",
        Severity::Low | Severity::Info => "recommendation",
    };
    json.text("problem.severity", problem)?;
    // Code scanning makes words of numbers again: above 9, from 7, from 4, above 0.
    let score = match severity {
        Severity::Critical => "9.5",
        Severity::High => "8.0",
        Severity::Medium => "5.5",
        Severity::Low => "2.0",
        Severity::Info => "0.5",
    };
    if is_security { json.text("security-severity", score) } else { Ok(()) }
}

fn write_invocation(report: &Report, json: &mut Json<'_, '_>) -> fmt::Result {
    json.array("invocations", &mut |json| {
        json.object("", &mut |json| {
            json.flag("executionSuccessful", true)?;
            json.array("toolExecutionNotifications", &mut |json| write_notifications(report, json))
        })
    })
}

fn write_notifications(report: &Report, json: &mut Json<'_, '_>) -> fmt::Result {
    let all = report.findings.len() + report.waived.len();
    if all > MOST_RESULTS {
        let text = format!("the first {MOST_RESULTS} of {all} results are here; the JSON report has all");
        write_notification("results-left-out", true, &text, None, json)?;
    }
    for notice in notices(report) {
        write_notification(notice.id, notice.is_warning, &notice.text, notice.location, json)?;
    }
    let why = text::words(report).undetermined;
    for open in &report.undetermined {
        let attribute = open.attribute.as_ref().map(|attribute| format!(".{attribute}"));
        let subject = format!("{}{}", open.address, attribute.unwrap_or_default());
        let text = format!("`{}` asks something of `{subject}` {why}", open.rule);
        write_notification("undetermined", false, &text, None, json)?;
    }
    Ok(())
}

fn write_notification(
    id: &str,
    is_warning: bool,
    text: &str,
    location: Option<&Location>,
    json: &mut Json<'_, '_>,
) -> fmt::Result {
    json.object("", &mut |json| {
        json.object("descriptor", &mut |json| json.text("id", id))?;
        json.text("level", if is_warning { "warning" } else { "note" })?;
        write_message(text, json)?;
        location.map_or(Ok(()), |location| {
            json.array("locations", &mut |json| {
                json.object("", &mut |json| write_physical_location(location, json))
            })
        })
    })
}

fn write_result(
    report: &Report,
    finding: &Finding,
    indexes: &Map<&str, usize>,
    json: &mut Json<'_, '_>,
) -> fmt::Result {
    json.object("", &mut |json| {
        json.text("ruleId", &finding.rule)?;
        json.number("ruleIndex", indexes.get(&*finding.rule).copied().unwrap_or_default())?;
        json.text("level", level(finding.severity))?;
        write_message(&format!("{}: {}", finding.address, finding.message), json)?;
        json.array("locations", &mut |json| {
            json.object("", &mut |json| {
                write_physical_location(&finding.location, json)?;
                write_logical_locations(&finding.address, finding.construct_path.as_deref(), json)
            })
        })?;
        if !finding.related.is_empty() {
            json.array("relatedLocations", &mut |json| write_related(finding, json))?;
        }
        json.object("partialFingerprints", &mut |json| json.text("planproof/v1", &finding.fingerprint))?;
        if let Some(waiver) = &finding.waiver {
            write_suppression(waiver, json)?;
        }
        if report.baseline.is_some() {
            let is_accepted =
                finding.waiver.as_ref().is_some_and(|waiver| waiver.source == WaiverSource::Baseline);
            json.text("baselineState", if is_accepted { "unchanged" } else { "new" })?;
        }
        json.object("properties", &mut |json| {
            json.text("severity", finding.severity.name())?;
            json.text("category", finding.category.name())?;
            json.flag("blocking", finding.blocking)?;
            json.text_if_any("attribute", finding.attribute.as_deref())?;
            if let Some(Refusal { step, summary }) = &finding.terraform {
                json.text("terraform", &format!("{}: {summary}", step.command()))?;
            }
            json.text("pointer", &finding.location.pointer)
        })
    })
}

fn write_related(finding: &Finding, json: &mut Json<'_, '_>) -> fmt::Result {
    for (other, id) in finding.related.iter().zip(1..) {
        json.object("", &mut |json| {
            json.number("id", id)?;
            write_message(&format!("{}: {}", other.address, other.message), json)?;
            write_physical_location(&other.location, json)?;
            write_logical_locations(&other.address, None, json)
        })?;
    }
    Ok(())
}

/// A message, in which `[text](target)` would be a link.
fn write_message(text: &str, json: &mut Json<'_, '_>) -> fmt::Result {
    let text = Shown(text).to_string().replace("](", "\\](");
    json.object("message", &mut |json| json.text("text", &text))
}

fn write_physical_location(location: &Location, json: &mut Json<'_, '_>) -> fmt::Result {
    json.object("physicalLocation", &mut |json| {
        json.object("artifactLocation", &mut |json| json.text("uri", &uri(&location.file)))?;
        json.object("region", &mut |json| {
            json.number("startLine", location.line as usize)?;
            json.number("startColumn", location.column as usize)?;
            json.number("endLine", location.end_line as usize)?;
            json.number("endColumn", location.end_column as usize)
        })
    })
}

fn write_logical_locations(address: &str, construct: Option<&str>, json: &mut Json<'_, '_>) -> fmt::Result {
    json.array("logicalLocations", &mut |json| {
        for (name, kind) in [(Some(address), "resource"), (construct, "member")] {
            let Some(name) = name else { continue };
            json.object("", &mut |json| {
                json.text("fullyQualifiedName", name)?;
                json.text("kind", kind)
            })?;
        }
        Ok(())
    })
}

fn write_suppression(waiver: &AppliedWaiver, json: &mut Json<'_, '_>) -> fmt::Result {
    let kind = match waiver.source {
        WaiverSource::Policy | WaiverSource::Baseline => "external",
        WaiverSource::Configuration => "inSource",
    };
    json.array("suppressions", &mut |json| {
        json.object("", &mut |json| {
            json.text("kind", kind)?;
            json.text("status", "accepted")?;
            json.text("justification", &waiver.reason)?;
            json.object("properties", &mut |json| {
                json.text("source", waiver.source.name())?;
                json.text_if_any("expires", waiver.expires.as_deref())?;
                json.text_if_any("owner", waiver.owner.as_deref())
            })
        })
    })
}

fn level(severity: Severity) -> &'static str {
    match severity {
        Severity::Critical | Severity::High => "error",
        Severity::Medium => "warning",
        Severity::Low | Severity::Info => "note",
    }
}

/// A rule's name as SARIF wants names for people: `peering-not-accepted` is `PeeringNotAccepted`.
fn in_pascal_case(name: &str) -> String {
    let mut pascal = String::with_capacity(name.len());
    for word in name.split('-') {
        let mut characters = word.chars();
        pascal.extend(characters.next().map(|first| first.to_ascii_uppercase()));
        pascal.push_str(characters.as_str());
    }
    pascal
}
