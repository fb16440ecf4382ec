//! Text for people: code between backticks, numbers, durations.

use yew::{Html, html};

/// Draws a sentence; what stands between backticks becomes code.
pub(crate) fn prose(text: &str) -> Html {
    let pieces = text.split('`').enumerate();
    html! {
        <>
            { for pieces.map(|(index, piece)| {
                if index % 2 == 1 { html! { <code>{ piece.to_owned() }</code> } } else { piece.to_owned().into() }
            }) }
        </>
    }
}

/// A count and its noun: `1 finding`, `1,234 findings`.
pub(crate) fn number(count: usize, noun: &str) -> String {
    let plural = if count == 1 { "" } else { "s" };
    format!("{} {noun}{plural}", thousands(count))
}

/// A count with a comma between thousands.
pub(crate) fn thousands(count: usize) -> String {
    let digits = count.to_string();
    let mut out = String::new();
    for (index, digit) in digits.chars().enumerate() {
        if index > 0 && (digits.len() - index).is_multiple_of(3) {
            out.push(',');
        }
        out.push(digit);
    }
    out
}

/// A duration in the precision a person reads.
pub(crate) fn duration(millis: f64) -> String {
    match millis {
        ..0.1 => "under 0.1 ms".into(),
        ..10.0 => format!("{millis:.1} ms"),
        ..1000.0 => format!("{millis:.0} ms"),
        _ => format!("{:.1} s", millis / 1000.0),
    }
}

/// A capital at the start, for a sentence that stands alone.
pub(crate) fn sentence(text: &str) -> String {
    let mut chars = text.chars();
    chars.next().map_or_else(String::new, |first| first.to_uppercase().chain(chars).collect())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn counts_and_durations_read_well() {
        assert_eq!(number(1, "finding"), "1 finding");
        assert_eq!(number(0, "blocker"), "0 blockers");
        assert_eq!(thousands(1_234_567), "1,234,567");
        assert_eq!(duration(0.02), "under 0.1 ms");
        assert_eq!(duration(3.46), "3.5 ms");
        assert_eq!(duration(412.4), "412 ms");
        assert_eq!(duration(1_840.0), "1.8 s");
        assert_eq!(sentence("the JSON ends"), "The JSON ends");
    }
}
