//! Functions that calculate.

use alloc::vec::Vec;
use core::cmp::Ordering;

use super::Known;
use crate::template::value::{Number, Value};

pub(super) fn call(name: &str, arguments: &[Value]) -> Option<Value> {
    match (name, arguments) {
        ("abs", [number]) => number.to_number()?.abs().known(),
        ("ceil", [number]) => number.to_number()?.ceil().known(),
        ("floor", [number]) => number.to_number()?.floor().known(),
        ("signum", [number]) => i64::try_from(number.to_number()?.as_integer()?).ok()?.signum().known(),
        ("min", numbers) => extreme(numbers, Ordering::Less),
        ("max", numbers) => extreme(numbers, Ordering::Greater),
        ("pow", [base, power]) => pow(base.to_number()?, power.to_number()?),
        ("log", [number, base]) => log(number.to_number()?, base.to_number()?),
        ("parseint", [Value::String(text), base]) => parseint(text, base.to_number()?),
        ("sum", [list]) => sum(list.items()?),
        ("range", [end]) => {
            let end = end.to_number()?;
            range(0.into(), end, if end.compare(0.into())?.is_lt() { -1 } else { 1 }.into())
        }
        ("range", [start, end]) => {
            let (start, end) = (start.to_number()?, end.to_number()?);
            range(start, end, if end.compare(start)?.is_lt() { -1 } else { 1 }.into())
        }
        ("range", [start, end, step]) => range(start.to_number()?, end.to_number()?, step.to_number()?),
        _ => None,
    }
}

fn extreme(numbers: &[Value], wanted: Ordering) -> Option<Value> {
    let mut numbers = numbers.iter().map(Value::to_number).collect::<Option<Vec<Number>>>()?.into_iter();
    let mut best = numbers.next()?;
    for number in numbers {
        if number.compare(best)? == wanted {
            best = number;
        }
    }
    best.known()
}

/// Up to here, Terraform's floating point holds every whole number.
const LARGEST_EXACT: u128 = 1 << 53;

/// Terraform calculates in floating point, which is exact for whole results that fit.
fn pow(base: Number, power: Number) -> Option<Value> {
    let (base, power) = (base.as_integer()?, u32::try_from(power.as_integer()?).ok()?);
    let result = base.checked_pow(power).filter(|result| result.unsigned_abs() <= LARGEST_EXACT)?;
    i64::try_from(result).ok()?.known()
}

/// Powers of two whose logarithm, divided by that of two, comes out whole in floating point.
const WHOLE_LOGARITHMS: u32 = 28;

/// The logarithms that are whole; what has to be rounded depends on the machine's arithmetic.
fn log(number: Number, base: Number) -> Option<Value> {
    let (number, base) = (number.as_integer()?, base.as_integer()?);
    if base < 2 || number < 1 {
        return None;
    }
    if number == 1 {
        return 0_i64.known();
    }
    if number == base {
        return 1_i64.known();
    }
    let is_whole = base == 2 && number.count_ones() == 1 && number.trailing_zeros() <= WHOLE_LOGARITHMS;
    is_whole.then(|| i64::from(number.trailing_zeros())).known()
}

fn parseint(text: &str, base: Number) -> Option<Value> {
    let base = base.as_integer().filter(|base| (2..=62).contains(base))?;
    let digits = text.strip_prefix('-').unwrap_or(text);
    let mut value: i128 = 0;
    for byte in digits.bytes() {
        let digit = match byte {
            b'0'..=b'9' => byte - b'0',
            b'a'..=b'z' => byte - b'a' + 10,
            b'A'..=b'Z' if base <= 36 => byte - b'A' + 10,
            b'A'..=b'Z' => byte - b'A' + 36,
            _ => return None,
        };
        let digit = Some(i128::from(digit)).filter(|digit| *digit < base)?;
        value = value.checked_mul(base)?.checked_add(digit)?;
    }
    if digits.is_empty() {
        return None;
    }
    let value = if digits.len() < text.len() { -value } else { value };
    Number::parse(&alloc::format!("{value}")).known()
}

fn sum(items: &[Value]) -> Option<Value> {
    let (first, rest) = items.split_first()?;
    let mut sum = first.to_number()?;
    for item in rest {
        sum = sum.add(item.to_number()?)?;
    }
    sum.known()
}

/// How many numbers Terraform makes at most.
const LONGEST_RANGE: usize = 1024;

fn range(start: Number, end: Number, step: Number) -> Option<Value> {
    let down = match step.compare(0.into())? {
        Ordering::Equal => return None,
        order => order.is_lt(),
    };
    let is_before_end = |number: Number| {
        let order = number.compare(end)?;
        Some(if down { order.is_gt() } else { order.is_lt() })
    };
    let mut numbers = Vec::new();
    let mut number = start;
    if !is_before_end(number)? && number != end {
        return None;
    }
    while is_before_end(number)? {
        if numbers.len() >= LONGEST_RANGE {
            return None;
        }
        numbers.push(Value::Number(number));
        number = number.add(step)?;
    }
    Some(Value::List(numbers))
}
