//! Values of Terraform's language and their conversions, as far as they are exact.

use crate::sorted::Map;
use alloc::string::{String, ToString};
use alloc::vec::Vec;
use core::cmp::Ordering;
use core::fmt;

/// A value that is wholly known.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Value {
    /// `null`, of whatever type.
    Null,
    /// A bool.
    Bool(bool),
    /// A number.
    Number(Number),
    /// A string.
    String(String),
    /// A list or tuple.
    List(Vec<Value>),
    /// A set, in the order in which Terraform walks it. Unlike a list, it has no indexes.
    Set(Vec<Value>),
    /// A map or object.
    Object(Map<String, Value>),
    /// A list or set without items, whose type is not open as that of `[]` is: it may convert what it is unified with.
    EmptyList,
    /// A map without entries, likewise.
    EmptyMap,
}

impl Value {
    /// The value as a string, if it converts to one: strings, numbers and bools do.
    pub fn to_text(&self) -> Option<String> {
        match self {
            Value::String(text) => Some(text.clone()),
            Value::Number(number) => Some(number.to_string()),
            Value::Bool(value) => Some(value.to_string()),
            _ => None,
        }
    }

    /// The value as a number, if it converts to one: numbers and strings like `2` do.
    pub fn to_number(&self) -> Option<Number> {
        match self {
            Value::Number(number) => Some(*number),
            Value::String(text) => Number::parse(text),
            _ => None,
        }
    }

    /// The value as a bool, if it converts to one: bools, `"true"` and `"false"`, `"1"` and `"0"` do.
    pub fn to_bool(&self) -> Option<bool> {
        match self {
            Value::Bool(value) => Some(*value),
            Value::String(text) => match text.as_str() {
                "true" | "1" => Some(true),
                "false" | "0" => Some(false),
                _ => None,
            },
            _ => None,
        }
    }

    /// The items of a list or set.
    pub(super) fn items(&self) -> Option<&[Value]> {
        match self {
            Value::List(items) | Value::Set(items) => Some(items),
            Value::EmptyList => Some(&[]),
            _ => None,
        }
    }

    /// Roughly how much memory the value takes, in items and bytes of text.
    pub(super) fn weight(&self) -> usize {
        match self {
            Value::Null | Value::Bool(_) | Value::Number(_) | Value::EmptyList | Value::EmptyMap => 1,
            Value::String(text) => 1 + text.len(),
            Value::List(items) | Value::Set(items) => 1 + items.iter().map(Value::weight).sum::<usize>(),
            Value::Object(entries) => {
                1 + entries.iter().map(|(key, value)| key.len() + value.weight()).sum::<usize>()
            }
        }
    }

    /// Whether both are of one primitive type.
    pub(super) fn is_same_primitive(&self, other: &Value) -> bool {
        matches!(
            (self, other),
            (Value::Bool(_), Value::Bool(_))
                | (Value::Number(_), Value::Number(_))
                | (Value::String(_), Value::String(_))
        )
    }

    /// Whether Terraform finds a common type for both without converting anything inside them.
    ///
    /// A null fits primitives. What is not certain is no.
    pub(super) fn fits(&self, other: &Value) -> bool {
        match (self, other) {
            (Value::Null, other) | (other, Value::Null) => other.items().is_none() && !other.is_map(),
            (Value::EmptyList, Value::List(items)) | (Value::List(items), Value::EmptyList) => {
                items.is_empty()
            }
            (Value::EmptyMap, Value::Object(entries)) | (Value::Object(entries), Value::EmptyMap) => {
                entries.is_empty()
            }
            (Value::List(one), Value::List(two)) | (Value::Set(one), Value::Set(two)) => {
                let pairwise = one.len() == two.len() && one.iter().zip(two).all(|(one, two)| one.fits(two));
                pairwise || all_fit(&one.iter().chain(two))
            }
            (Value::Object(one), Value::Object(two)) => {
                let pairwise =
                    one.keys().eq(two.keys()) && one.values().zip(two.values()).all(|(a, b)| a.fits(b));
                pairwise || all_fit(&one.values().chain(two.values()))
            }
            _ => self.is_same_primitive(other),
        }
    }

    fn is_map(&self) -> bool {
        matches!(self, Value::Object(_) | Value::EmptyMap)
    }

    /// Whether nothing in it leaves a type open, as nulls and empty collections do.
    fn is_definite(&self) -> bool {
        match self {
            Value::Null | Value::EmptyList | Value::EmptyMap => false,
            Value::Bool(_) | Value::Number(_) | Value::String(_) => true,
            Value::List(items) | Value::Set(items) => {
                !items.is_empty() && items.iter().all(Value::is_definite)
            }
            Value::Object(entries) => !entries.is_empty() && entries.values().all(Value::is_definite),
        }
    }

    /// Whether Terraform's `==` holds, if that is certain.
    ///
    /// Two collections may differ in a type that a value does not tell.
    pub(super) fn equals(&self, other: &Value) -> Option<bool> {
        let is_collection = |value: &Value| value.is_map() || value.items().is_some();
        if is_collection(self) && is_collection(other) { None } else { Some(self == other) }
    }
}

/// Whether all values have one type.
pub(super) fn all_fit<'v>(values: &(impl Iterator<Item = &'v Value> + Clone)) -> bool {
    if let Some(definite) = values.clone().find(|value| value.is_definite()) {
        return values.clone().all(|value| definite.fits(value));
    }
    // What fits nulls and empty collections need not fit one another.
    let values: Vec<&Value> = values.clone().collect();
    values.len() <= MOST_INDEFINITE && values.iter().all(|one| values.iter().all(|two| one.fits(two)))
}

/// How many values that do not tell their whole type are held against each other.
const MOST_INDEFINITE: usize = 50;

/// Gives the items the one type that a list, set or map of them has.
///
/// Numbers and bools become strings among strings; every other mixture is left to Terraform.
pub(super) fn unify(items: &mut [&mut Value]) -> Option<()> {
    if items.iter().any(|item| matches!(item, Value::String(_))) {
        for item in items.iter_mut().filter(|item| ***item != Value::Null) {
            **item = Value::String(item.to_text()?);
        }
        return Some(());
    }
    // A null may be a string, which would make strings of the others.
    let has = |is: fn(&Value) -> bool| items.iter().any(|item| is(item));
    if has(|item| *item == Value::Null) && has(|item| matches!(item, Value::Bool(_) | Value::Number(_))) {
        return None;
    }
    all_fit(&items.iter().map(|item| &**item)).then_some(())
}

/// Whether Terraform, which brings every string into Unicode's normal form C, surely leaves the text as it is.
///
/// The ranges hold no mark that composes and no character with another normal form; some harmless scripts are
/// missing.
pub(super) fn is_normal(text: &str) -> bool {
    // Most names and texts are.
    text.is_ascii()
        || text.chars().all(|character| {
            matches!(character,
            '\0'..='\u{2ff}'
            | '\u{391}'..='\u{3ce}'
            | '\u{400}'..='\u{482}'
            | '\u{48a}'..='\u{52f}'
            | '\u{2010}'..='\u{205e}'
            | '\u{20a0}'..='\u{20cf}'
            | '\u{2100}'..='\u{2125}'
            | '\u{2190}'..='\u{2328}'
            | '\u{232b}'..='\u{2adb}'
            | '\u{3001}'..='\u{3029}'
            | '\u{3041}'..='\u{3096}'
            | '\u{30a1}'..='\u{30ff}'
            | '\u{4e00}'..='\u{9fff}'
            | '\u{ac00}'..='\u{d7a3}'
            | '\u{fe0f}'
            | '\u{1f300}'..='\u{1faff}')
        })
}

/// An exact decimal.
///
/// Terraform calculates with 512 binary digits. Results here are those that it would print the same; an operation
/// whose result it would round, or that is too large for this type, gives nothing.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub struct Number {
    /// Without trailing zeros, so that equal numbers are equal.
    digits: i128,
    /// The power of ten the digits are multiplied with.
    exponent: i32,
}

/// Beyond this power of ten a number may not be exact in Terraform.
const LARGEST_EXPONENT: i32 = 100;

impl Number {
    /// Reads a decimal as JSON writes it; leading zeros may be there too.
    pub fn parse(text: &str) -> Option<Number> {
        let (decimal, power) = match text.split_once(['e', 'E']) {
            Some((decimal, power)) => (decimal, power.parse::<i32>().ok()?),
            None => (text, 0),
        };
        let (integer, fraction) = decimal.split_once('.').unwrap_or((decimal, "0"));
        let unsigned = integer.strip_prefix('-').unwrap_or(integer);
        let is_digits = |text: &str| !text.is_empty() && text.bytes().all(|byte| byte.is_ascii_digit());
        if !is_digits(unsigned) || !is_digits(fraction) {
            return None;
        }
        let fraction = fraction.trim_end_matches('0');
        let mut digits: i128 = 0;
        for byte in unsigned.bytes().chain(fraction.bytes()) {
            digits = digits.checked_mul(10)?.checked_add(i128::from(byte - b'0'))?;
        }
        let places = i32::try_from(fraction.len()).ok()?;
        let number = Number::new(digits, power.checked_sub(places)?)?;
        if unsigned.len() < integer.len() { number.negate() } else { Some(number) }
    }

    fn new(mut digits: i128, mut exponent: i32) -> Option<Number> {
        if digits == 0 {
            return Some(Number { digits: 0, exponent: 0 });
        }
        while digits % 10 == 0 {
            digits /= 10;
            exponent = exponent.checked_add(1)?;
        }
        (exponent.abs() <= LARGEST_EXPONENT).then_some(Number { digits, exponent })
    }

    /// The number, if it is whole.
    pub fn as_integer(self) -> Option<i128> {
        let power = 10_i128.checked_pow(u32::try_from(self.exponent).ok()?)?;
        self.digits.checked_mul(power)
    }

    /// The number as a place or count, the same on machines of every word size.
    pub(super) fn as_index(self) -> Option<usize> {
        usize::try_from(i32::try_from(self.as_integer()?).ok()?).ok()
    }

    /// The digits and the power of ten they are multiplied with.
    pub(super) fn parts(self) -> (i128, i32) {
        (self.digits, self.exponent)
    }

    /// Whether binary digits can hold the number exactly, so that calculating with it does not round.
    pub(super) fn is_binary(self) -> bool {
        let places = u32::try_from(-self.exponent).unwrap_or(0);
        5_i128.checked_pow(places).is_some_and(|power| self.digits % power == 0)
    }

    /// Both numbers' digits over one power of ten, if that is exact.
    fn aligned(self, other: Number) -> Option<(i128, i128, i32)> {
        let exponent = self.exponent.min(other.exponent);
        let shifted = |number: Number| {
            let places = u32::try_from(number.exponent - exponent).ok()?;
            number.digits.checked_mul(10_i128.checked_pow(places)?)
        };
        Some((shifted(self)?, shifted(other)?, exponent))
    }

    fn aligned_exactly(self, other: Number) -> Option<(i128, i128, i32)> {
        if self.is_binary() && other.is_binary() { self.aligned(other) } else { None }
    }

    pub(super) fn compare(self, other: Number) -> Option<Ordering> {
        let (one, two, _) = self.aligned(other)?;
        Some(one.cmp(&two))
    }

    /// Nothing for zero, which Terraform makes a negative zero that prints as `-0`.
    pub(super) fn negate(self) -> Option<Number> {
        if self.digits == 0 { None } else { Number::new(self.digits.checked_neg()?, self.exponent) }
    }

    pub(super) fn add(self, other: Number) -> Option<Number> {
        let (one, two, exponent) = self.aligned_exactly(other)?;
        Number::new(one.checked_add(two)?, exponent)
    }

    pub(super) fn subtract(self, other: Number) -> Option<Number> {
        let (one, two, exponent) = self.aligned_exactly(other)?;
        Number::new(one.checked_sub(two)?, exponent)
    }

    pub(super) fn multiply(self, other: Number) -> Option<Number> {
        let makes_negative_zero = self.digits.min(other.digits) < 0 && self.digits.max(other.digits) == 0;
        if makes_negative_zero || !self.is_binary() || !other.is_binary() {
            return None;
        }
        Number::new(self.digits.checked_mul(other.digits)?, self.exponent + other.exponent)
    }

    /// The quotient, if its decimal digits end: then rounding it to binary and printing it gives them back.
    pub(super) fn divide(self, other: Number) -> Option<Number> {
        let (mut one, two, _) = self.aligned_exactly(other)?;
        if two == 0 || (one == 0 && two < 0) {
            return None;
        }
        let mut exponent = 0;
        while one % two != 0 {
            one = one.checked_mul(10)?;
            exponent -= 1;
        }
        Number::new(one / two, exponent)
    }

    /// The remainder, with the sign of the dividend.
    pub(super) fn remainder(self, other: Number) -> Option<Number> {
        let (one, two, exponent) = self.aligned_exactly(other)?;
        Number::new(one.checked_rem(two)?, exponent)
    }

    pub(super) fn floor(self) -> Option<Number> {
        let places = u32::try_from(-self.exponent).unwrap_or(0);
        if places == 0 {
            return Some(self);
        }
        Number::new(self.digits.div_euclid(10_i128.checked_pow(places)?), 0)
    }

    pub(super) fn ceil(self) -> Option<Number> {
        let places = u32::try_from(-self.exponent).unwrap_or(0);
        if places == 0 {
            return Some(self);
        }
        let up = self.digits.div_euclid(10_i128.checked_pow(places)?).checked_add(1)?;
        // Between -1 and 0 it would be a negative zero.
        if up == 0 { None } else { Number::new(up, 0) }
    }

    pub(super) fn abs(self) -> Option<Number> {
        Number::new(self.digits.checked_abs()?, self.exponent)
    }
}

impl From<i64> for Number {
    fn from(integer: i64) -> Number {
        let (mut digits, mut exponent) = (i128::from(integer), 0);
        while digits != 0 && digits % 10 == 0 {
            digits /= 10;
            exponent += 1;
        }
        Number { digits, exponent }
    }
}

/// Prints all digits and no exponent, as Terraform does: `1.5`, `1000000000000000000000`.
impl fmt::Display for Number {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let places = usize::try_from(-self.exponent).unwrap_or(0);
        if places == 0 {
            write!(f, "{}", self.digits)?;
            return (0..self.exponent).try_for_each(|_| f.write_str("0"));
        }
        let sign = if self.digits < 0 { "-" } else { "" };
        let digits = alloc::format!("{:0width$}", self.digits.unsigned_abs(), width = places + 1);
        let (integer, fraction) = digits.split_at(digits.len() - places);
        write!(f, "{sign}{integer}.{fraction}")
    }
}

#[cfg(test)]
mod tests {
    use alloc::string::ToString;

    use super::{Number, Value};

    #[test]
    fn numbers_are_printed_with_all_digits_and_no_exponent() {
        for (text, printed) in [
            ("0", "0"),
            ("1.50", "1.5"),
            ("-0.050", "-0.05"),
            ("010", "10"),
            ("1e3", "1000"),
            ("1E+2", "100"),
            ("12.5e-3", "0.0125"),
            ("1e21", "1000000000000000000000"),
            ("12345678901234567890123", "12345678901234567890123"),
            ("99999999999999999999.99999999999999", "99999999999999999999.99999999999999"),
        ] {
            assert_eq!(Number::parse(text).unwrap().to_string(), printed);
        }
        assert_eq!(Number::from(-1200), Number::parse("-1.2e3").unwrap());
    }

    #[test]
    fn only_decimals_within_bounds_are_numbers() {
        for text in [
            "", " 1", "1 ", "+1", ".5", "1.", "0x10", "1_0", "1e", "e1", "--1", "1.2.3", "-0", "inf", "1e101",
        ] {
            assert_eq!(Number::parse(text), None, "{text}");
        }
        assert_eq!(Number::parse("1234567890123456789012345678901234567890"), None);
    }

    #[test]
    fn calculation_is_exact_or_gives_nothing() {
        let number = |text| Number::parse(text).unwrap();
        assert_eq!(number("0.5").add(number("0.25")), Some(number("0.75")));
        assert_eq!(number("0.1").add(number("0.2")), None);
        assert_eq!(
            number("9007199254740993").multiply(number("9007199254740993")),
            Some(number("81129638414606699710187514626049"))
        );
        assert_eq!(
            number("1e38").multiply(number("123456789").multiply(number("1e38")).unwrap()),
            Some(number("123456789e76"))
        );
        assert_eq!(number("1e80").add(number("1")), None);
        assert_eq!(number("1").divide(number("3")), None);
        assert_eq!(number("1").divide(number("0")), None);
        assert_eq!(number("1").divide(number("8")), Some(number("0.125")));
        assert_eq!(number("-7").remainder(number("3")), Some(number("-1")));
        assert_eq!(number("0").negate(), None);
        assert_eq!(number("0.1").compare(number("0.10")), Some(core::cmp::Ordering::Equal));
    }

    #[test]
    fn only_some_values_convert() {
        let text = |text: &str| Value::String(text.into());
        let number = |text| Value::Number(Number::parse(text).unwrap());
        assert_eq!(number("1.50").to_text().as_deref(), Some("1.5"));
        assert_eq!(Value::Bool(true).to_text().as_deref(), Some("true"));
        assert_eq!(Value::Null.to_text(), None);
        assert_eq!(Value::List([].into()).to_text(), None);
        assert_eq!(text("2.56e2").to_number(), Number::parse("256"));
        for no_number in [text("256MB"), text(""), text(" 256"), Value::Bool(true), Value::Null] {
            assert_eq!(no_number.to_number(), None);
        }
        assert_eq!(text("false").to_bool(), Some(false));
        for no_bool in [text("True"), text("yes"), number("1"), Value::Null] {
            assert_eq!(no_bool.to_bool(), None);
        }
    }
}
