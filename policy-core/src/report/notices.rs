//! What a report says beside its findings: waivers and entries of the baseline that are out of date, and what was not
//! judged.

use alloc::{
    format,
    string::{String, ToString},
    vec::Vec,
};

use super::{
    Accepted, Location, Report, StatedWaiver,
    text::{Count, place},
};

/// Something worth knowing that is no finding. Its text is not escaped.
pub(super) struct Notice<'r> {
    /// What kind of notice it is, in a word for programs.
    pub(super) id: &'static str,
    /// Whether something must be done.
    pub(super) is_warning: bool,
    /// One or two sentences without the last full stop.
    pub(super) text: String,
    /// Where it is said, where that is a file.
    pub(super) location: Option<&'r Location>,
}

/// How many entries of a baseline that are there no more are named.
const MOST_FIXED: usize = 10;

/// The notices of a report, what matters most first.
pub(super) fn notices(report: &Report) -> Vec<Notice<'_>> {
    let (ended, others): (Vec<_>, Vec<_>) = report.waivers.iter().partition(|waiver| waiver.expired);
    let unused = others.into_iter().filter(|waiver| waiver.findings == 0);
    let mut notices: Vec<Notice<'_>> = ended.into_iter().chain(unused).map(out_of_date).collect();
    let fixed = report.baseline.as_ref().map(|baseline| &*baseline.fixed).unwrap_or_default();
    let mut note = |id, text| notices.push(Notice { id, is_warning: false, text, location: None });
    for Accepted { rule, address, .. } in fixed.iter().take(MOST_FIXED) {
        note("mended", format!("`{rule}` of `{address}` is mended; take it out of the baseline"));
    }
    if fixed.len() > MOST_FIXED {
        let more = fixed.len() - MOST_FIXED;
        note("mended", format!("{more} more are mended; write the baseline anew"));
    }
    for input in &report.inputs {
        // Where there is only one, nobody wonders of which it is said.
        let path = if report.inputs.len() > 1 { format!("`{}`: ", input.path) } else { String::new() };
        input.notes.iter().for_each(|text| note("not-judged", format!("{path}{text}")));
    }
    notices
}

/// Of a waiver that accepts nothing, or nothing any more.
fn out_of_date(waiver: &StatedWaiver) -> Notice<'_> {
    let StatedWaiver { rule, address, expires, location, expired, findings, .. } = waiver;
    let mut text = format!("the waiver of `{rule}`");
    if let Some(address) = address {
        text.push_str(&[" for `", address, "`"].concat());
    }
    if let Some(location) = location {
        text.push_str(&[" (", &place(location), ")"].concat());
    }
    match expires {
        Some(last) if *expired => text.push_str(&[" ended on ", last].concat()),
        _ => text.push_str(" accepts nothing"),
    }
    match findings {
        0 => text.push_str("; remove it"),
        _ => {
            text.push_str(&[", and ", &Count(*findings, "finding", "counts").to_string(), " again"].concat());
        }
    }
    let id = if *expired { "ended-waiver" } else { "unused-waiver" };
    Notice { id, is_warning: *expired, text, location: location.as_ref() }
}
