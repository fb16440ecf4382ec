//! A comment on a pull request, or the summary of a job: the verdict, the counts, what blocks the deployment; the rest
//! folded.
//!
//! GitHub takes at most 65,536 characters; whole findings are left out of a longer one, and their number is told. What
//! is not plain words stands in code, the only place where GitHub and GitLab look for neither markup nor HTML, mentions,
//! references, addresses or names of emoji.

use alloc::{
    format,
    string::{String, ToString},
    vec::Vec,
};
use core::fmt::{self, Write as _};

use super::{
    Finding, Report,
    escape::Shown,
    notices::{Notice, notices},
    text::{self, Count, place},
};

/// By which a job finds its comment again.
const MARKER: &str = "<!-- planproof -->";

/// How many bytes the comment may have before its last lines, which are far shorter than what is left.
const MOST: usize = 62_000;

/// What may stand behind a word.
const MARKS: [char; 6] = ['.', ':', ',', ';', '!', '?'];

/// How many inputs are named.
const MOST_INPUTS: usize = 10;

pub(super) fn write(report: &Report, f: &mut fmt::Formatter<'_>) -> fmt::Result {
    let mut comment = Comment { text: String::new(), left_out: 0 };
    write!(comment.text, "{MARKER}\n\n### {}\n\n{}", text::verdict(report), table(report))?;
    let (blockers, others): (Vec<&Finding>, Vec<&Finding>) =
        report.findings.iter().partition(|finding| finding.blocking);
    if !blockers.is_empty() {
        write!(comment.text, "\n#### What {}\n\n", text::words(report).blocking)?;
        comment.add(&blockers, &|finding| described(finding));
    }
    let more = if blockers.is_empty() { "finding" } else { "more finding" };
    comment.fold(&Count(others.len(), more, "").to_string(), &others, &|finding| described(finding))?;
    let waived: Vec<&Finding> = report.waived.iter().collect();
    comment.fold(&format!("{} waived", waived.len()), &waived, &|finding| described(finding))?;
    let notices = notices(report);
    let note = |notice: &Notice<'_>| format!("- {}.\n", inline(&notice.text));
    comment.fold(&Count(notices.len(), "note", "").to_string(), &notices, &note)?;
    if comment.left_out > 0 {
        let entries = if comment.left_out == 1 { "entry is" } else { "entries are" };
        let left_out = comment.left_out;
        writeln!(comment.text, "\n{left_out} {entries} left out here; `planproof check` tells all.")?;
    }
    f.write_str(&comment.text)?;
    write_checked(report, f)
}

struct Comment {
    text: String,
    left_out: usize,
}

impl Comment {
    /// Adds items as far as there is room.
    fn add<T>(&mut self, items: &[T], describe: &dyn Fn(&T) -> String) {
        for item in items {
            // No item is as short as this.
            let is_full = self.text.len() + 16 > MOST;
            let item = if is_full { String::new() } else { describe(item) };
            if is_full || self.text.len() + item.len() > MOST {
                self.left_out += 1;
            } else {
                self.text.push_str(&item);
            }
        }
    }

    /// The same behind a title that opens them.
    fn fold<T>(&mut self, title: &str, items: &[T], describe: &dyn Fn(&T) -> String) -> fmt::Result {
        if items.is_empty() {
            return Ok(());
        }
        write!(self.text, "\n<details><summary>{title}</summary>\n\n")?;
        self.add(items, describe);
        self.text.push_str("\n</details>\n");
        Ok(())
    }
}

fn table(report: &Report) -> String {
    let summary = &report.summary;
    let cells = [
        ("critical", summary.critical),
        ("high", summary.high),
        ("medium", summary.medium),
        ("low", summary.low),
        ("info", summary.info),
        ("waived", summary.waived),
        (text::words(report).undetermined, summary.undetermined),
    ];
    let row = |cell: &dyn Fn((&str, usize)) -> String| -> String {
        let cells: Vec<String> = cells.into_iter().map(cell).collect();
        format!("| {} |\n", cells.join(" | "))
    };
    [row(&|(name, _)| name.to_string()), row(&|_| "---:".to_string()), row(&|(_, count)| count.to_string())]
        .concat()
}

/// A finding as an item of a list. Each of its lines begins with what is ours.
fn described(finding: &Finding) -> String {
    let Finding {
        rule,
        severity,
        address,
        message,
        remedy,
        location,
        docs,
        construct_path,
        waiver,
        terraform,
        ..
    } = finding;
    let severity = severity.name();
    let rule = linked(rule, docs);
    let address = code(address);
    if let Some(waiver) = waiver {
        let until = waiver.expires.as_ref().map(|day| format!(" until {}", inline(day)));
        let owner = waiver.owner.as_ref().map(|owner| format!(", {}", inline(owner)));
        let (until, owner) = (until.unwrap_or_default(), owner.unwrap_or_default());
        return format!("- {severity} {rule} at {address}{until}: {}{owner}\n", inline(&waiver.reason));
    }
    let terraform = terraform.as_ref();
    let terraform = terraform.map(|own| format!(" (`{}`: {})", own.step.command(), inline(&own.summary)));
    let construct = construct_path.as_ref().map(|path| format!(" ({})", code(path)));
    format!(
        "- **{severity}** {rule} at {address}: {}{}\\\n  → {}\\\n  in {}{}\n",
        inline(message),
        terraform.unwrap_or_default(),
        inline(remedy),
        code(&place(location)),
        construct.unwrap_or_default()
    )
}

/// A rule's name, which leads to its page where that is an address that needs no escaping.
pub(super) fn linked(rule: &str, docs: &str) -> String {
    if is_link(docs) { format!("[{}]({docs})", code(rule)) } else { code(rule) }
}

/// Whether text is an address that needs no escaping.
fn is_link(text: &str) -> bool {
    text.starts_with("https://")
        && text.bytes().all(|byte| byte.is_ascii_alphanumeric() || b"-._/:".contains(&byte))
}

fn write_checked(report: &Report, f: &mut fmt::Formatter<'_>) -> fmt::Result {
    let resources: usize = report.inputs.iter().map(|input| input.resources).sum();
    let named = report.inputs.iter().take(MOST_INPUTS);
    let named: Vec<String> = named.map(|input| code(&shortened(&Shown(&input.path).to_string()))).collect();
    write!(f, "\nChecked {} in {}", Count(resources, "resource", ""), named.join(", "))?;
    if report.inputs.len() > named.len() {
        write!(f, " and {} more", report.inputs.len() - named.len())?;
    }
    f.write_str(".\n")
}

/// The end of a path that is long.
fn shortened(path: &str) -> String {
    match path.char_indices().rev().nth(80) {
        Some((at, _)) => format!("…{}", path.get(at..).unwrap_or_default()),
        None => path.to_string(),
    }
}

/// A sentence: what stands in backticks, and every word that is more than a word, as code.
pub(super) fn inline(text: &str) -> String {
    let text = Shown(text).to_string();
    let mut inline = String::with_capacity(text.len());
    let mut rest = &*text;
    while let Some((plain, quoted, after)) = next_quoted(rest) {
        push_words(plain, &mut inline);
        push_code(quoted, &mut inline);
        rest = after;
    }
    push_words(rest, &mut inline);
    inline
}

/// What stands before the next two backticks, between them and behind them.
fn next_quoted(text: &str) -> Option<(&str, &str, &str)> {
    let (plain, rest) = text.split_once('`')?;
    let (quoted, rest) = rest.split_once('`')?;
    Some((plain, quoted, rest))
}

fn push_words(text: &str, inline: &mut String) {
    for (number, word) in text.split(' ').enumerate() {
        if number > 0 {
            inline.push(' ');
        }
        let name = word.trim_end_matches(MARKS);
        if is_plain(name) {
            inline.push_str(word);
        } else {
            push_code(name, inline);
            inline.push_str(word.get(name.len()..).unwrap_or_default());
        }
    }
}

/// Whether nothing takes a word without the marks behind it for more than that.
fn is_plain(word: &str) -> bool {
    // Markup is made of characters of ASCII; letters of other scripts need no looking up.
    let is_of_word = |character: char| {
        !character.is_ascii() || character.is_ascii_alphanumeric() || "-/'\"(),;%+".contains(character)
    };
    let is_issue = word.get(..3).is_some_and(|start| start.eq_ignore_ascii_case("gh-"));
    !is_issue && word.chars().all(is_of_word)
}

fn code(text: &str) -> String {
    let mut span = String::with_capacity(text.len() + 4);
    push_code(&Shown(text).to_string(), &mut span);
    span
}

/// Text that is fit to be shown, between more backticks than it has in a row.
fn push_code(text: &str, inline: &mut String) {
    // Two spans side by side would be one.
    if inline.ends_with('`') {
        inline.push(' ');
    }
    let longest = text.split(|character| character != '`').map(str::len).max().unwrap_or_default();
    let fence = "`".repeat(longest + 1);
    // One space at each end is taken off again.
    let needs_space = text.is_empty() || text.starts_with(['`', ' ']) || text.ends_with(['`', ' ']);
    let space = if needs_space { " " } else { "" };
    for part in [&*fence, space, text, space, &*fence] {
        inline.push_str(part);
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_more_than_a_word_is_code() {
        assert_eq!(
            inline("the name `a` is taken, as (b) says: 3%."),
            "the name `a` is taken, as (b) says: 3%."
        );
        assert_eq!(
            inline("@octo #1 :tada: www.a.b a_b <b> [x](y) GH-1 a*b* http://a"),
            "`@octo` `#1` `:tada`: `www.a.b` `a_b` `<b>` `[x](y)` `GH-1` `a*b*` `http://a`"
        );
    }

    #[test]
    fn no_backtick_ends_code() {
        assert_eq!(code("a``b`c"), "```a``b`c```");
        assert_eq!(code("`a"), "`` `a ``");
        assert_eq!(inline("a `b` c` d"), "a `b` `` c` `` d");
        assert_eq!(inline("a_b`c`"), "`a_b` `c`");
    }
}
