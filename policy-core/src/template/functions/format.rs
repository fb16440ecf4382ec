//! `format` and `formatlist`, with the verbs of Terraform.

use alloc::string::{String, ToString};
use alloc::vec::Vec;

use super::json::to_json;
use super::{Known, simple};
use crate::template::value::{Number, Value};

pub(super) fn call(name: &str, arguments: &[Value], limit: usize) -> Option<Value> {
    match (name, arguments) {
        ("format", [format, arguments @ ..]) => formatted(&format.to_text()?, arguments).known(),
        ("formatlist", [format, arguments @ ..]) => formatlist(&format.to_text()?, arguments, limit),
        _ => None,
    }
}

/// Whether a format has more or fewer verbs than it is given values, or one that there is not.
///
/// Nothing is said of one that numbers its values or takes its width from them.
pub(super) fn is_misnumbered(format: &str, values: usize) -> bool {
    const VERBS: &str = "vtbdoxXeEfgGsq";
    let mut verbs = 0;
    let mut rest = format;
    while let Some((_, after)) = rest.split_once('%') {
        let after = after.trim_start_matches(['+', '-', '#', ' ', '.']);
        let after = after.trim_start_matches(|digit: char| digit.is_ascii_digit() || digit == '.');
        let Some(verb) = after.chars().next() else { return true };
        if verb == '[' || verb == '*' {
            return false;
        }
        if verb != '%' && !VERBS.contains(verb) {
            return true;
        }
        verbs += usize::from(verb != '%');
        rest = after.get(verb.len_utf8()..).unwrap_or_default();
    }
    verbs != values
}

/// Formats once for each item of the lists among the arguments, which are all of one length.
fn formatlist(format: &str, arguments: &[Value], limit: usize) -> Option<Value> {
    let mut lengths = arguments.iter().filter_map(|argument| argument.items().map(<[_]>::len));
    let length = lengths.next().unwrap_or(1);
    let is_large = length.checked_mul(format.len() + arguments.len())? > limit;
    if lengths.any(|other| other != length) || is_large {
        return None;
    }
    let texts = (0..length).map(|index| {
        let items = arguments.iter().map(|argument| match argument.items() {
            Some(items) => items.get(index).cloned(),
            None => Some(argument.clone()),
        });
        formatted(format, &items.collect::<Option<Vec<_>>>()?).known()
    });
    texts.collect::<Option<_>>().map(Value::List)
}

fn formatted(format: &str, arguments: &[Value]) -> Option<String> {
    let mut text = String::new();
    let (mut next, mut used) = (0, 0);
    let mut rest = format;
    while let Some((plain, after)) = rest.split_once('%') {
        text.push_str(plain);
        if let Some(after) = after.strip_prefix('%') {
            text.push('%');
            rest = after;
            continue;
        }
        let (verb, after) = Verb::parse(after)?;
        let index = verb.index.unwrap_or(next);
        text.push_str(&verb.apply(arguments.get(index)?)?);
        next = index + 1;
        used = used.max(next);
        rest = after;
    }
    text.push_str(rest);
    (used == arguments.len()).then_some(text)
}

/// The widest field, and the most digits behind the point, that are written.
const WIDEST: usize = 1000;

/// One `%…`: flags, width, precision, index of the argument, letter.
#[derive(Default)]
struct Verb<'f> {
    /// Any of `#0-+ `, in any order.
    flags: &'f str,
    width: usize,
    precision: Option<usize>,
    index: Option<usize>,
    letter: char,
}

impl<'f> Verb<'f> {
    /// Reads what follows the percent sign, and gives what follows the verb.
    fn parse(text: &'f str) -> Option<(Verb<'f>, &'f str)> {
        let plain = text.trim_start_matches(['#', '0', '-', '+', ' ']);
        let flags = text.strip_suffix(plain)?;
        let mut verb = Verb { flags, ..Verb::default() };
        let mut rest = plain;
        let (width, after) = digits(rest);
        rest = after;
        if !width.is_empty() {
            verb.width = width.parse().ok().filter(|width| *width <= WIDEST)?;
        }
        if let Some(after) = rest.strip_prefix('.') {
            let (precision, after) = digits(after);
            rest = after;
            let precision = if precision.is_empty() { "0" } else { precision };
            verb.precision = Some(precision.parse().ok().filter(|precision| *precision <= WIDEST)?);
        }
        if let Some(after) = rest.strip_prefix('[') {
            let (index, after) = after.split_once(']')?;
            rest = after;
            let is_index = !index.starts_with('0') && index.bytes().all(|byte| byte.is_ascii_digit());
            verb.index = Some(index.parse::<usize>().ok().filter(|_| is_index)?.checked_sub(1)?);
        }
        let mut letters = rest.chars();
        verb.letter = letters.next()?;
        Some((verb, letters.as_str()))
    }

    fn has(&self, flag: char) -> bool {
        self.flags.contains(flag)
    }

    fn apply(&self, argument: &Value) -> Option<String> {
        match self.letter {
            'v' => self.value(argument),
            't' => argument.to_bool().map(|value| value.to_string()),
            's' => self.padded(&self.cut(argument)?),
            'q' => self.padded(&to_json(&Value::String(self.cut(argument)?))),
            'd' | 'b' | 'o' | 'x' | 'X' => self.integer(argument.to_number()?.as_integer()?),
            'e' | 'E' | 'f' | 'g' | 'G' => self.float(argument.to_number()?),
            _ => None,
        }
    }

    /// As it is, or in JSON.
    fn value(&self, argument: &Value) -> Option<String> {
        match argument {
            Value::String(text) if !self.has('#') => self.padded(text),
            Value::Number(number) if !self.has('#') => {
                let decimal = Decimal::of(*number);
                // With more digits it may be a rounded one.
                (decimal.digits.len() <= MOST_DIGITS)
                    .then(|| decimal.general(None))
                    .and_then(|text| self.padded(&text))
            }
            // A null that may be of any type leaves the whole text unknown.
            Value::Null => None,
            _ => self.padded(&to_json(argument)),
        }
    }

    /// The text, of which the precision keeps the beginning.
    fn cut(&self, argument: &Value) -> Option<String> {
        match self.precision {
            Some(precision @ 1..) => Some(simple(argument)?.chars().take(precision).collect()),
            _ => argument.to_text(),
        }
    }

    /// The text, with the padding in front unless there is a minus.
    fn padded(&self, text: &str) -> Option<String> {
        if self.width == 0 {
            return Some(text.to_string());
        }
        let missing = self.width.saturating_sub(simple(&Value::String(text.to_string()))?.chars().count());
        let padding = if self.has('0') { "0" } else { " " }.repeat(missing);
        Some(if self.has('-') { text.to_string() + &padding } else { padding + text })
    }

    fn sign(&self, is_negative: bool) -> &'static str {
        match (is_negative, self.has('+'), self.has(' ')) {
            (true, ..) => "-",
            (false, true, _) => "+",
            (false, false, true) => " ",
            _ => "",
        }
    }

    fn integer(&self, integer: i128) -> Option<String> {
        if self.has('#') || self.precision.is_some() {
            return None;
        }
        let size = integer.unsigned_abs();
        let digits = match self.letter {
            'b' => alloc::format!("{size:b}"),
            'o' => alloc::format!("{size:o}"),
            'x' => alloc::format!("{size:x}"),
            'X' => alloc::format!("{size:X}"),
            _ => size.to_string(),
        };
        Some(self.signed(integer < 0, &digits))
    }

    fn float(&self, number: Number) -> Option<String> {
        // Which of both flags counts has changed between versions.
        if self.has('#') || (self.has('0') && self.has('-')) {
            return None;
        }
        let decimal = Decimal::of(number);
        let text = match (self.letter, self.precision) {
            ('f', precision) => decimal.fixed(precision.unwrap_or(6))?,
            ('e' | 'E', precision) => decimal.scientific(precision.unwrap_or(6))?,
            (_, None) => (decimal.digits.len() <= MOST_DIGITS).then(|| decimal.general(None))?,
            (_, Some(precision)) => decimal.rounded(precision.max(1))?.general(Some(precision.max(1))),
        };
        let text = text.strip_prefix('-').unwrap_or(&text);
        let text =
            if self.letter.is_ascii_uppercase() { text.to_ascii_uppercase() } else { text.to_string() };
        Some(self.signed(decimal.negative, &text))
    }

    /// Puts the sign and the padding in front, zeros between both.
    fn signed(&self, is_negative: bool, digits: &str) -> String {
        let sign = self.sign(is_negative);
        let missing = self.width.saturating_sub(sign.len() + digits.len());
        match (self.has('-'), self.has('0')) {
            (true, _) => alloc::format!("{sign}{digits}{}", " ".repeat(missing)),
            (false, true) => alloc::format!("{sign}{}{digits}", "0".repeat(missing)),
            (false, false) => alloc::format!("{}{sign}{digits}", " ".repeat(missing)),
        }
    }
}

fn digits(text: &str) -> (&str, &str) {
    text.split_at(text.find(|one: char| !one.is_ascii_digit()).unwrap_or(text.len()))
}

/// As many digits are the same in every precision that Terraform keeps numbers in.
const MOST_DIGITS: usize = 15;

/// A number as its digits, with the place of the point: `0.digits × 10^point`. Zero has no digits.
struct Decimal {
    negative: bool,
    digits: Vec<u8>,
    point: i64,
    /// Whether binary digits hold it, so that a half is a half.
    is_binary: bool,
}

impl Decimal {
    fn of(number: Number) -> Decimal {
        let (digits, exponent) = number.parts();
        let text = if digits == 0 { String::new() } else { digits.unsigned_abs().to_string() };
        let point = i64::try_from(text.len()).unwrap_or(0) + i64::from(exponent);
        Decimal { negative: digits < 0, digits: text.into_bytes(), point, is_binary: number.is_binary() }
    }

    /// With so many significant digits at most, a half going to the even digit.
    fn rounded(&self, count: usize) -> Option<Decimal> {
        let Decimal { negative, point, is_binary, .. } = *self;
        let Some((kept, cut)) = self.digits.split_at_checked(count).filter(|(_, cut)| !cut.is_empty()) else {
            return Some(Decimal { digits: self.digits.clone(), ..*self });
        };
        let is_half = cut == b"5";
        if is_half && !is_binary {
            return None;
        }
        let is_odd = kept.last().is_some_and(|digit| digit % 2 == 1);
        let up = if is_half { is_odd } else { cut.first().is_some_and(|first| *first >= b'5') };
        let mut digits = kept.to_vec();
        if up {
            while digits.last() == Some(&b'9') {
                digits.pop();
            }
            match digits.last_mut() {
                Some(last) => *last += 1,
                None => {
                    return Some(Decimal { negative, digits: [b'1'].into(), point: point + 1, is_binary });
                }
            }
        }
        while digits.last() == Some(&b'0') {
            digits.pop();
        }
        let point = if digits.is_empty() { 0 } else { point };
        Some(Decimal { negative, digits, point, is_binary })
    }

    fn digit(&self, place: i64) -> char {
        let digit = usize::try_from(place).ok().and_then(|place| self.digits.get(place));
        digit.map_or('0', |digit| char::from(*digit))
    }

    /// `123.456`, with so many digits behind the point.
    fn fixed(&self, places: usize) -> Option<String> {
        let places = i64::try_from(places).ok()?;
        // Before the first digit there is nothing to keep, but a half may still round up to one.
        let Ok(count) = usize::try_from(self.point + places) else {
            return Some(Decimal { digits: Vec::new(), point: 0, ..*self }.plain(places));
        };
        Some(self.rounded(count)?.plain(places))
    }

    fn plain(&self, places: i64) -> String {
        let mut text: String = (0..self.point).map(|place| self.digit(place)).collect();
        if self.point <= 0 {
            text.push('0');
        }
        if places > 0 {
            text.push('.');
            text.extend((0..places).map(|place| self.digit(self.point + place)));
        }
        text
    }

    /// `1.234560e+02`, with so many digits behind the point.
    fn scientific(&self, places: usize) -> Option<String> {
        let rounded = self.rounded(places.checked_add(1)?)?;
        let exponent = if rounded.digits.is_empty() { 0 } else { rounded.point - 1 };
        let mut text = String::from(rounded.digit(0));
        if places > 0 {
            text.push('.');
            text.extend((1..=i64::try_from(places).ok()?).map(|place| rounded.digit(place)));
        }
        let sign = if exponent < 0 { '-' } else { '+' };
        Some(alloc::format!("{text}e{sign}{:02}", exponent.abs()))
    }

    /// The shorter of both, given how many significant digits were wanted.
    fn general(&self, precision: Option<usize>) -> String {
        let count = i64::try_from(self.digits.len()).unwrap_or(i64::MAX);
        let largest = match precision.and_then(|precision| i64::try_from(precision).ok()) {
            Some(precision) if precision > count && count >= self.point => count,
            Some(precision) => precision,
            None => SHORTEST,
        };
        let exponent = self.point - 1;
        let text = if exponent < -4 || exponent >= largest {
            self.scientific(self.digits.len().saturating_sub(1)).unwrap_or_default()
        } else {
            self.plain((count - self.point).max(0))
        };
        if self.negative { alloc::format!("-{text}") } else { text }
    }
}

/// From this power of ten on, numbers get an exponent.
const SHORTEST: i64 = 6;

#[cfg(test)]
mod tests {
    use super::formatted;
    use crate::template::value::{Number, Value};

    #[test]
    fn a_half_is_rounded_only_where_it_is_one() {
        let format = |format, number| formatted(format, &[Value::Number(Number::parse(number).unwrap())]);
        assert_eq!(format("%.1f", "0.25").as_deref(), Some("0.2"));
        assert_eq!(format("%.1f", "0.75").as_deref(), Some("0.8"));
        assert_eq!(format("%.1f", "0.35"), None);
        assert_eq!(format("%.0f", "0.5").as_deref(), Some("0"));
        assert_eq!(format("%.2f", "0.999").as_deref(), Some("1.00"));
        assert_eq!(format("%.1e", "999").as_deref(), Some("1.0e+03"));
        assert_eq!(format("%.1f", "0.04").as_deref(), Some("0.0"));
    }
}
