//! Functions over moments in time, which are texts as RFC 3339 has them.

use alloc::string::String;
use core::fmt::Write;

use super::Known;
use crate::template::value::Value;

pub(super) fn call(name: &str, arguments: &[Value]) -> Option<Value> {
    match (name, arguments) {
        ("formatdate", [format, moment]) => {
            formatdate(&format.to_text()?, Moment::parse(&moment.to_text()?)?).known()
        }
        ("timeadd", [moment, duration]) => {
            let moment = Moment::parse(&moment.to_text()?)?;
            let duration = parse_duration(&duration.to_text()?)?;
            formatdate("YYYY-MM-DD'T'hh:mm:ssZ", moment.later(duration)?).known()
        }
        ("timecmp", [one, two]) => {
            let (one, two) = (Moment::parse(&one.to_text()?)?, Moment::parse(&two.to_text()?)?);
            (one.nanoseconds.cmp(&two.nanoseconds) as i64).known()
        }
        _ => None,
    }
}

#[derive(Clone, Copy)]
struct Moment {
    /// Since the beginning of 1970, in UTC.
    nanoseconds: i128,
    /// How far the zone's clock is ahead, in minutes.
    offset: i64,
}

const SECOND: i128 = 1_000_000_000;

impl Moment {
    fn parse(text: &str) -> Option<Moment> {
        let (date_time, rest) = text.split_at_checked(19)?;
        let mut shape = date_time.chars().map(|one| if one.is_ascii_digit() { '0' } else { one });
        if !shape.by_ref().eq("0000-00-00T00:00:00".chars()) {
            return None;
        }
        let number = |from: usize, to: usize| date_time.get(from..to)?.parse::<i64>().ok();
        let (year, month, day) = (number(0, 4)?, number(5, 7)?, number(8, 10)?);
        let (hour, minute, second) = (number(11, 13)?, number(14, 16)?, number(17, 19)?);
        let days = days_before(year, month)? + day - 1;
        let is_valid =
            day >= 1 && days < days_before_next(year, month)? && hour < 24 && minute < 60 && second < 60;
        let (fraction, zone) = match rest.strip_prefix('.') {
            Some(fraction) => fraction.split_at(fraction.find(|one: char| !one.is_ascii_digit())?),
            None => ("0", rest),
        };
        let nanoseconds: i128 = alloc::format!("{fraction:0<9}").get(..9)?.parse().ok()?;
        let offset = zone_offset(zone)?;
        let seconds = days * 86400 + hour * 3600 + (minute - offset) * 60 + second;
        (is_valid && !fraction.is_empty())
            .then(|| Moment { nanoseconds: i128::from(seconds) * SECOND + nanoseconds, offset })
    }

    fn later(self, nanoseconds: i128) -> Option<Moment> {
        Some(Moment { nanoseconds: self.nanoseconds.checked_add(nanoseconds)?, ..self })
    }
}

fn zone_offset(zone: &str) -> Option<i64> {
    if zone == "Z" {
        return Some(0);
    }
    let is_shaped =
        zone.bytes().skip(1).map(|byte| if byte.is_ascii_digit() { b'0' } else { byte }).eq(*b"00:00");
    let sign = match zone.get(..1)? {
        "+" if is_shaped => 1,
        "-" if is_shaped => -1,
        _ => return None,
    };
    let (hours, minutes) = (zone.get(1..3)?.parse::<i64>().ok()?, zone.get(4..6)?.parse::<i64>().ok()?);
    (hours < 24 && minutes < 60).then_some(sign * (hours * 60 + minutes))
}

/// Days from the beginning of 1970 to that of a month, in the calendar that Gregory's is extended to.
fn days_before(year: i64, month: i64) -> Option<i64> {
    const BEFORE: [i64; 12] = [0, 31, 59, 90, 120, 151, 181, 212, 243, 273, 304, 334];
    let months = BEFORE.get(usize::try_from(month.checked_sub(1)?).ok()?)?;
    // A leap day counts from March of its year on.
    let whole = if month > 2 { year } else { year - 1 };
    let leaps = whole.div_euclid(4) - whole.div_euclid(100) + whole.div_euclid(400);
    Some(365 * (year - 1970) + leaps - 477 + months)
}

fn days_before_next(year: i64, month: i64) -> Option<i64> {
    if month == 12 { days_before(year + 1, 1) } else { days_before(year, month + 1) }
}

/// A duration like `-1h30m`; fractions that do not come out even are left to Terraform.
fn parse_duration(text: &str) -> Option<i128> {
    let unsigned = text.strip_prefix(['-', '+']).unwrap_or(text);
    let sign = if text.starts_with('-') { -1 } else { 1 };
    if unsigned == "0" {
        return Some(0);
    }
    let mut total: i128 = 0;
    let mut rest = unsigned;
    while !rest.is_empty() {
        let (number, after) = rest.split_at(rest.find(|one: char| !one.is_ascii_digit() && one != '.')?);
        let (name, after) =
            after.split_at(after.find(|one: char| one.is_ascii_digit() || one == '.').unwrap_or(after.len()));
        let unit = match name {
            "ns" => 1,
            "us" | "µs" | "μs" => 1_000,
            "ms" => 1_000_000,
            "s" => SECOND,
            "m" => 60 * SECOND,
            "h" => 3600 * SECOND,
            _ => return None,
        };
        let (whole, fraction) = number.split_once('.').unwrap_or((number, "0"));
        let scale = 10_i128.checked_pow(u32::try_from(fraction.len()).ok()?)?;
        if unit % scale != 0 && fraction != "0" {
            return None;
        }
        let parts =
            whole.parse::<i128>().ok()?.checked_mul(unit)? + fraction.parse::<i128>().ok()? * (unit / scale);
        total = total.checked_add(parts)?;
        rest = after;
    }
    // Terraform counts in 64 bits.
    (!unsigned.is_empty() && i64::try_from(total).is_ok()).then_some(sign * total)
}

const MONTHS: [&str; 12] = [
    "January",
    "February",
    "March",
    "April",
    "May",
    "June",
    "July",
    "August",
    "September",
    "October",
    "November",
    "December",
];

const DAYS: [&str; 7] = ["Thursday", "Friday", "Saturday", "Sunday", "Monday", "Tuesday", "Wednesday"];

fn formatdate(format: &str, moment: Moment) -> Option<String> {
    let local = i64::try_from(moment.nanoseconds.div_euclid(SECOND)).ok()? + moment.offset * 60;
    let (days, second) = (local.div_euclid(86400), local.rem_euclid(86400));
    let (hour, minute, second) = (second / 3600, second / 60 % 60, second % 60);
    let (year, month, day) = date(days)?;
    let month_name = *MONTHS.get(usize::try_from(month - 1).ok()?)?;
    let day_name = *DAYS.get(usize::try_from(days.rem_euclid(7)).ok()?)?;
    let half = if hour < 12 { "am" } else { "pm" };
    let zone = |colon: &str| {
        let sign = if moment.offset < 0 { '-' } else { '+' };
        let offset = moment.offset.abs();
        alloc::format!("{sign}{:02}{colon}{:02}", offset / 60, offset % 60)
    };
    let mut text = String::new();
    let mut rest = format;
    while let Some(first) = rest.chars().next() {
        if first == '\'' {
            rest = quoted(&mut text, rest)?;
            continue;
        }
        let end =
            rest.find(|one: char| if first.is_ascii_alphabetic() { one != first } else { is_special(one) });
        let (verb, after) = rest.split_at(end.unwrap_or(rest.len()));
        rest = after;
        // Writing to a string does not fail.
        let _ = match verb {
            "YYYY" => write!(text, "{year:04}"),
            "YY" => write!(text, "{:02}", year % 100),
            "MMMM" => text.write_str(month_name),
            "MMM" => text.write_str(month_name.get(..3)?),
            "MM" => write!(text, "{month:02}"),
            "M" => write!(text, "{month}"),
            "DD" => write!(text, "{day:02}"),
            "D" => write!(text, "{day}"),
            "EEEE" => text.write_str(day_name),
            "EEE" => text.write_str(day_name.get(..3)?),
            "hh" => write!(text, "{hour:02}"),
            "h" => write!(text, "{hour}"),
            "HH" => write!(text, "{:02}", (hour + 11) % 12 + 1),
            "H" => write!(text, "{}", (hour + 11) % 12 + 1),
            "AA" => text.write_str(&half.to_ascii_uppercase()),
            "aa" => text.write_str(half),
            "mm" => write!(text, "{minute:02}"),
            "m" => write!(text, "{minute}"),
            "ss" => write!(text, "{second:02}"),
            "s" => write!(text, "{second}"),
            "Z" if moment.offset == 0 => text.write_str("Z"),
            "ZZZ" if moment.offset == 0 => text.write_str("UTC"),
            "ZZZ" | "ZZZZ" => text.write_str(&zone("")),
            "Z" | "ZZZZZ" => text.write_str(&zone(":")),
            _ if first.is_ascii_alphabetic() => return None,
            _ => text.write_str(verb),
        };
    }
    Some(text)
}

fn is_special(character: char) -> bool {
    character.is_ascii_alphabetic() || character == '\''
}

/// Adds what stands between quotes, in which two quotes are one, and gives what follows.
fn quoted<'f>(text: &mut String, format: &'f str) -> Option<&'f str> {
    if let Some(rest) = format.strip_prefix("''") {
        text.push('\'');
        return Some(rest);
    }
    let mut rest = format.strip_prefix('\'')?;
    loop {
        let (part, after) = rest.split_once('\'')?;
        text.push_str(part);
        match after.strip_prefix('\'') {
            Some(after) => rest = after,
            None => return Some(after),
        }
        text.push('\'');
    }
}

/// Year, month and day of a day since the beginning of 1970, for years of four digits.
fn date(days: i64) -> Option<(i64, i64, i64)> {
    let mut year = 1970 + days.div_euclid(if days < 0 { 365 } else { 366 });
    while days_before(year + 1, 1)? <= days {
        year += 1;
    }
    let month =
        (1..=12).rev().find(|month| days_before(year, *month).is_some_and(|before| before <= days))?;
    (0..=9999).contains(&year).then_some((year, month, days - days_before(year, month)? + 1))
}
