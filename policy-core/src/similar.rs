//! Which known name may be meant by one that is not known.

use alloc::{string::String, vec::Vec};

/// How many characters to add, drop or change to make one name the other (Levenshtein).
fn distance(one: &str, other: &str) -> usize {
    distance_within(one, other, usize::MAX)
}

/// The distance, or any larger number than `most` where it is more than that.
fn distance_within(one: &str, other: &str, most: usize) -> usize {
    let at_least = one.len().abs_diff(other.len());
    if at_least > most {
        return at_least;
    }
    let change = |at: usize, b: usize| usize::from(one.as_bytes().get(at) != other.as_bytes().get(b));
    align(one.len(), other.len(), &change, (1, 1), most)
}

/// The known name that is most like one that is not known; none where nothing is like it.
///
/// The first of several that are as near, in the order of the letters.
pub(crate) fn nearest<'n>(name: &str, known: impl Iterator<Item = &'n str>) -> Option<&'n str> {
    let (distance, near) = least(known, |own, most| distance_within(name, own, most))?;
    (distance <= near.len() / 3).then_some(near)
}

/// [`nearest`] among names of words that `_` joins, where whole words may be too many or too few, and the name asked
/// for may be written in another case (`bucketName`).
pub(crate) fn nearest_words<'n>(name: &str, known: impl Iterator<Item = &'n str>) -> Option<&'n str> {
    let name = snake_case(name);
    let words: Vec<&str> = name.split('_').collect();
    let (distance, near) = least(known, |own, most| word_distance(&name, &words, own, most))?;
    (distance <= near.len().max(name.len()) / 3).then_some(near)
}

/// The nearest of some names. How far one is need not be found out once it is further than another.
fn least<'n>(
    known: impl Iterator<Item = &'n str>,
    distance: impl Fn(&str, usize) -> usize,
) -> Option<(usize, &'n str)> {
    known.fold(None, |least: Option<(usize, &str)>, own| {
        let most = least.map_or(usize::MAX, |(distance, _)| distance);
        let next = (distance(own, most), own);
        Some(least.map_or(next, |least| least.min(next)))
    })
}

/// What a word too many costs, and one too few: less than the letters of most words, as whole words are forgotten
/// more easily, and less the one that the longer name adds.
const WORD_TOO_MANY: usize = 3;
const WORD_TOO_FEW: usize = 2;

fn word_distance(name: &str, words: &[&str], other: &str, most: usize) -> usize {
    let by_letters = distance_within(name, other, most);
    // Most names are far from each other, and no words make up for that.
    if by_letters <= 1 || name.len().abs_diff(other.len()) > name.len() {
        return by_letters;
    }
    let is_shared = |word: &&&str| other.split('_').any(|own| own == **word);
    if words.iter().filter(is_shared).count() * 2 < words.len() {
        return by_letters;
    }
    let others: Vec<&str> = other.split('_').collect();
    let change = |at: usize, b: usize| match (words.get(at), others.get(b)) {
        (Some(one), Some(other)) => distance(one, other),
        _ => usize::MAX / 2,
    };
    by_letters.min(align(words.len(), others.len(), &change, (WORD_TOO_MANY, WORD_TOO_FEW), most))
}

/// The least cost of making one sequence the other: of items changed, dropped from the one, added from the other.
///
/// Where it is more than `most`, any larger number than that.
fn align(
    ones: usize,
    others: usize,
    change: &dyn Fn(usize, usize) -> usize,
    (drop, add): (usize, usize),
    most: usize,
) -> usize {
    let mut row: Vec<usize> = (0..=others).map(|count| count * add).collect();
    let mut next = Vec::with_capacity(row.len());
    for at in 0..ones {
        let mut left = (at + 1) * drop;
        let mut least = left;
        next.clear();
        next.push(left);
        for (other, window) in row.windows(2).enumerate() {
            let [above_left, above] = window else { continue };
            left = (above_left + change(at, other)).min(above + drop).min(left + add);
            least = least.min(left);
            next.push(left);
        }
        // Every way leads through this row, and only adds to it.
        if least > most {
            return least;
        }
        core::mem::swap(&mut row, &mut next);
    }
    row.last().copied().unwrap_or_default()
}

fn snake_case(name: &str) -> String {
    let mut snake = String::with_capacity(name.len() + 4);
    let mut is_inside = false;
    for character in name.chars() {
        if character.is_ascii_uppercase() && is_inside {
            snake.push('_');
        }
        is_inside = character.is_ascii_lowercase() || character.is_ascii_digit();
        snake.push(if character == '-' { '_' } else { character.to_ascii_lowercase() });
    }
    snake
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn letters_count_one_by_one() {
        assert_eq!(distance("kitten", "sitting"), 3);
        assert_eq!(distance("", "abc"), 3);
        assert_eq!(nearest("regoin", ["region", "reason"].into_iter()), Some("region"));
        assert_eq!(nearest("xyz", ["region"].into_iter()), None);
    }

    #[test]
    fn words_may_be_missing_or_joined() {
        let known = [
            "aws_s3_bucket_accelerate_configuration",
            "aws_s3_bucket_server_side_encryption_configuration",
            "aws_cognito_user_pool",
            "aws_cognito_user_group",
        ];
        let near = |name| nearest_words(name, known.into_iter());
        assert_eq!(
            near("aws_s3_bucket_encryption_configuration"),
            Some("aws_s3_bucket_server_side_encryption_configuration")
        );
        assert_eq!(near("aws_cognito_userpool"), Some("aws_cognito_user_pool"));
        assert_eq!(near("awsCognitoUserPool"), Some("aws_cognito_user_pool"));
        assert_eq!(near("aws_quantum_teleporter"), None);
        assert_eq!(nearest_words("interval_seconds", ["interval", "internal"].into_iter()), Some("interval"));
        assert_eq!(nearest_words("target", ["arn", "id", "tags"].into_iter()), None);
    }
}
