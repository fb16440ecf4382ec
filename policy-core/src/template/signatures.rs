//! What Terraform's functions take and give.
//!
//! Source: `terraform metadata functions -json` of Terraform 1.11.4, and what the parameters that it calls dynamic were
//! seen to refuse; <https://developer.hashicorp.com/terraform/language/functions> says since when there is one, and
//! <https://opentofu.org/docs/language/functions/> which `OpenTofu` alone has. Read on 2026-11-28.

use super::shape::Kind;
use crate::version::Version;

/// What a function takes and gives.
#[derive(Clone, Copy)]
pub(crate) struct Signature {
    /// What it gives, then each parameter, and the one that may be repeated with `*` before it; all by letters.
    text: &'static str,
}

/// What a parameter takes, in letters.
#[derive(Clone, Copy)]
pub(crate) struct Parameter(&'static str);

/// A function that is not in every version that people use.
enum Since {
    /// Terraform has it from this minor version of 1 on.
    Terraform(u64),
    /// `OpenTofu` has it, and Terraform does not.
    OpenTofu(u64),
}

impl Signature {
    /// None where there is no such function.
    pub(crate) fn of(name: &str) -> Option<Self> {
        let found = SIGNATURES.binary_search_by(|(own, _)| (*own).cmp(name)).ok()?;
        let (_, text) = SIGNATURES.get(found)?;
        Some(Self { text })
    }

    /// The names of all functions.
    pub(crate) fn names() -> impl Iterator<Item = &'static str> {
        SIGNATURES.iter().map(|(name, _)| *name)
    }

    /// The kind that it gives; none where that depends on what it takes.
    pub(crate) fn gives(self) -> Option<Kind> {
        Some(match self.text.bytes().next()? {
            b's' => Kind::String,
            b'n' => Kind::Number,
            b'b' => Kind::Bool,
            b'L' => Kind::List,
            b'o' => Kind::Object,
            _ => return None,
        })
    }

    /// How many arguments there must be.
    pub(crate) fn least(self) -> usize {
        self.parameters().filter(|one| !one.0.starts_with('*')).count()
    }

    /// How many there may be; none where there may be any number.
    pub(crate) fn most(self) -> Option<usize> {
        (!self.text.contains('*')).then(|| self.least())
    }

    /// What the argument at a position is for.
    pub(crate) fn parameter(self, at: usize) -> Option<Parameter> {
        let repeated = || self.parameters().find(|one| one.0.starts_with('*'));
        self.parameters().filter(|one| !one.0.starts_with('*')).nth(at).or_else(repeated)
    }

    fn parameters(self) -> impl Iterator<Item = Parameter> {
        self.text.split(' ').skip(1).map(Parameter)
    }
}

impl Parameter {
    /// Whether it may be null.
    pub(crate) fn is_nullable(self) -> bool {
        self.0.ends_with('!')
    }

    /// The type in the letters of the table of types; `?` for anything, and `c` for what can be counted.
    pub(crate) fn type_(self) -> &'static [u8] {
        self.0.trim_start_matches('*').trim_end_matches('!').as_bytes()
    }
}

/// Whether a function that Terraform 1.11 does not have, or has not always had, is there in a version that is newer than
/// all that `is_older_than` rules out.
pub(crate) fn may_be_there(name: &str, is_older_than: &dyn Fn(Version) -> bool) -> bool {
    let since = NEWER.iter().find(|(own, _)| *own == name).map(|(_, since)| since);
    match since {
        Some(Since::Terraform(minor) | Since::OpenTofu(minor)) => {
            !is_older_than(Version::minor_of_one(*minor))
        }
        None => Signature::of(name).is_some(),
    }
}

/// `s`tring, `n`umber, `b`ool, `L`ist or set (and of what), `o`bject or map, `c` string or collection, `?` anything; `!`
/// for what may be null.
const SIGNATURES: &[(&str, &str)] = &[
    ("abs", "n n"),
    ("abspath", "s s"),
    ("alltrue", "b Lb"),
    ("anytrue", "b Lb"),
    ("base64decode", "s s"),
    ("base64encode", "s s"),
    ("base64gzip", "s s"),
    ("base64sha256", "s s"),
    ("base64sha512", "s s"),
    ("basename", "s s"),
    ("bcrypt", "s s *n"),
    ("can", "b ?!"),
    ("ceil", "n n"),
    ("chomp", "s s"),
    ("chunklist", "L L n"),
    ("cidrhost", "s s n"),
    ("cidrnetmask", "s s"),
    ("cidrsubnet", "s s n n"),
    ("cidrsubnets", "L s *n"),
    ("coalesce", "? *?!"),
    ("coalescelist", "? *?!"),
    ("compact", "L Ls"),
    ("concat", "L *L"),
    ("contains", "b L ?"),
    ("csvdecode", "L s"),
    ("dirname", "s s"),
    ("distinct", "L L"),
    ("element", "? L n"),
    ("endswith", "b s s"),
    ("ephemeralasnull", "? ?!"),
    ("file", "s s"),
    ("filebase64", "s s"),
    ("filebase64sha256", "s s"),
    ("filebase64sha512", "s s"),
    ("fileexists", "b s"),
    ("filemd5", "s s"),
    ("fileset", "L s s"),
    ("filesha1", "s s"),
    ("filesha256", "s s"),
    ("filesha512", "s s"),
    ("flatten", "L L"),
    ("floor", "n n"),
    ("format", "s s *?!"),
    ("formatdate", "s s s"),
    ("formatlist", "L s *?!"),
    ("indent", "s n s"),
    ("index", "n L ?"),
    ("issensitive", "b ?!"),
    ("join", "s s *Ls"),
    ("jsondecode", "? s"),
    ("jsonencode", "s ?!"),
    ("keys", "L o"),
    ("length", "n c"),
    ("log", "n n n"),
    ("lookup", "? o s *?!"),
    ("lower", "s s"),
    ("matchkeys", "L L L L"),
    ("max", "n *n"),
    ("md5", "s s"),
    ("merge", "o *o!"),
    ("min", "n *n"),
    ("nonsensitive", "? ?!"),
    ("one", "? L"),
    ("parseint", "n s n"),
    ("pathexpand", "s s"),
    ("plantimestamp", "s"),
    ("pow", "n n n"),
    ("range", "L *n"),
    ("regex", "? s s"),
    ("regexall", "L s s"),
    ("replace", "s s s s"),
    ("reverse", "L L"),
    ("rsadecrypt", "s s s"),
    ("sensitive", "? ?!"),
    ("setintersection", "L L *L"),
    ("setproduct", "L *L"),
    ("setsubtract", "L L L"),
    ("setunion", "L L *L"),
    ("sha1", "s s"),
    ("sha256", "s s"),
    ("sha512", "s s"),
    ("signum", "n n"),
    ("slice", "L L n n"),
    ("sort", "L Ls"),
    ("split", "L s s"),
    ("startswith", "b s s"),
    ("strcontains", "b s s"),
    ("strrev", "s s"),
    ("substr", "s s n n"),
    ("sum", "n L"),
    ("templatefile", "? s o"),
    ("templatestring", "s ? o"),
    ("textdecodebase64", "s s s"),
    ("textencodebase64", "s s s"),
    ("timeadd", "s s s"),
    ("timecmp", "n s s"),
    ("timestamp", "s"),
    ("title", "s s"),
    ("tobool", "b b!"),
    ("tolist", "L L!"),
    ("tomap", "o o!"),
    ("tonumber", "n n!"),
    ("toset", "L L!"),
    ("tostring", "s s!"),
    ("transpose", "o oLs"),
    ("trim", "s s s"),
    ("trimprefix", "s s s"),
    ("trimspace", "s s"),
    ("trimsuffix", "s s s"),
    ("try", "? *?!"),
    ("upper", "s s"),
    ("urlencode", "s s"),
    ("uuid", "s"),
    ("uuidv5", "s s s"),
    ("values", "L o"),
    ("yamldecode", "? s"),
    ("yamlencode", "s ?!"),
    ("zipmap", "o Ls L"),
];

const NEWER: &[(&str, Since)] = &[
    ("base64gunzip", Since::OpenTofu(7)),
    ("cidrcontains", Since::OpenTofu(7)),
    ("convert", Since::Terraform(13)),
    ("endswith", Since::Terraform(3)),
    ("ephemeralasnull", Since::Terraform(10)),
    ("issensitive", Since::Terraform(8)),
    ("plantimestamp", Since::Terraform(5)),
    ("startswith", Since::Terraform(3)),
    ("strcontains", Since::Terraform(5)),
    ("templatestring", Since::Terraform(9)),
    ("timecmp", Since::Terraform(3)),
    ("urldecode", Since::OpenTofu(8)),
];

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn functions_are_in_order_and_tell_what_they_take() {
        assert!(SIGNATURES.is_sorted_by_key(|(name, _)| *name));
        let of = |name| Signature::of(name).unwrap();
        assert_eq!((of("join").least(), of("join").most()), (1, None));
        assert_eq!((of("replace").least(), of("replace").most()), (3, Some(3)));
        assert_eq!((of("timestamp").least(), of("timestamp").most()), (0, Some(0)));
        assert!(Signature::of("uppercase").is_none());
        assert_eq!(of("join").parameter(7).unwrap().type_(), b"Ls");
        assert!(
            of("merge").parameter(0).unwrap().is_nullable()
                && !of("upper").parameter(0).unwrap().is_nullable()
        );
    }
}
