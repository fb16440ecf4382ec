//! Words that name environments, as people write them in names and tags.

/// What an environment's name says of it.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum EnvironmentKind {
    /// Customers depend on it.
    Production,
    /// It is for building and trying.
    NonProduction,
}

/// What a word says, whatever its case; none where it names no environment.
pub(crate) fn kind_of(word: &str) -> Option<EnvironmentKind> {
    // Every word of a large plan's names is asked about, and most begin otherwise.
    if !matches!(
        word.as_bytes().first()?.to_ascii_lowercase(),
        b'd' | b'n' | b'p' | b'q' | b's' | b't' | b'u'
    ) {
        return None;
    }
    let is = |words: &[&str]| words.iter().any(|known| known.eq_ignore_ascii_case(word));
    if is(&["prod", "production", "prd"]) {
        Some(EnvironmentKind::Production)
    } else if is(NON_PRODUCTION) {
        Some(EnvironmentKind::NonProduction)
    } else {
        None
    }
}

const NON_PRODUCTION: &[&str] = &[
    "dev",
    "develop",
    "development",
    "test",
    "testing",
    "qa",
    "stage",
    "staging",
    "stg",
    "uat",
    "sandbox",
    "preprod",
    "nonprod",
];

/// The words of a name: `payments-vpc_dev.2` has `payments`, `vpc`, `dev` and `2`.
pub(crate) fn words(name: &str) -> impl DoubleEndedIterator<Item = &str> {
    name.split(|character: char| !character.is_alphanumeric()).filter(|word| !word.is_empty())
}

/// What the words of a name say; none where they say nothing, or both.
pub(crate) fn kind_in(name: &str) -> Option<(&str, EnvironmentKind)> {
    let mut found = words(name).filter_map(|word| Some((word, kind_of(word)?)));
    let first = found.next()?;
    // `non-prod` is two words that together say the opposite of the second.
    let negated =
        words(name).any(|word| word.eq_ignore_ascii_case("non") || word.eq_ignore_ascii_case("pre"));
    (!negated && found.all(|(_, kind)| kind == first.1)).then_some(first)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_say_their_environment_or_nothing() {
        for (name, expected) in [
            ("payments-nat-dev", Some(("dev", EnvironmentKind::NonProduction))),
            ("Production", Some(("Production", EnvironmentKind::Production))),
            ("dr-k7m2", None),
            ("device-router", None),
            ("prod-to-staging", None),
            ("non-prod-nat", None),
        ] {
            assert_eq!(kind_in(name), expected, "{name}");
        }
    }
}
