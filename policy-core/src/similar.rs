//! Which known name may be meant by one that is not known.

use alloc::{string::String, vec, vec::Vec};

/// How many characters to add, drop or change to make one name the other (Levenshtein).
pub(crate) fn distance(one: &str, other: &str) -> usize {
    let change = |at: usize, b: usize| usize::from(one.as_bytes().get(at) != other.as_bytes().get(b));
    align(one.len(), other.len(), &change, 1, 1)
}

/// The known name that is most like one that is not known; none where nothing is like it.
///
/// The first of several that are as near, in the order of the letters.
pub(crate) fn nearest<'n>(name: &str, known: impl Iterator<Item = &'n str>) -> Option<&'n str> {
    let (distance, near) = known.map(|own| (distance(name, own), own)).min()?;
    (distance <= near.len() / 3).then_some(near)
}

/// [`nearest`] among names of words that `_` joins, where whole words may be too many or too few, and the name asked
/// for may be written in another case (`bucketName`).
pub(crate) fn nearest_words<'n>(name: &str, known: impl Iterator<Item = &'n str>) -> Option<&'n str> {
    let name = snake_case(name);
    let words: Vec<&str> = name.split('_').collect();
    let (distance, near) = known.map(|own| (word_distance(&name, &words, own), own)).min()?;
    (distance <= near.len().max(name.len()) / 3).then_some(near)
}

/// What a word too many costs, and one too few: less than the letters of most words, as whole words are forgotten
/// more easily, and less the one that the longer name adds.
const WORD_TOO_MANY: usize = 3;
const WORD_TOO_FEW: usize = 2;

fn word_distance(name: &str, words: &[&str], other: &str) -> usize {
    let by_letters = distance(name, other);
    // Most names are far from each other, and no words make up for that.
    if by_letters <= 1 || name.len().abs_diff(other.len()) > name.len() {
        return by_letters;
    }
    let others: Vec<&str> = other.split('_').collect();
    let is_shared = |word: &&&str| others.contains(word);
    if words.iter().filter(is_shared).count() * 2 < words.len() {
        return by_letters;
    }
    let change = |at: usize, b: usize| match (words.get(at), others.get(b)) {
        (Some(one), Some(other)) => distance(one, other),
        _ => usize::MAX / 2,
    };
    by_letters.min(align(words.len(), others.len(), &change, WORD_TOO_MANY, WORD_TOO_FEW))
}

/// The least cost of making one sequence the other: of items changed, dropped from the one, added from the other.
fn align(
    ones: usize,
    others: usize,
    change: &dyn Fn(usize, usize) -> usize,
    drop: usize,
    add: usize,
) -> usize {
    let mut row: Vec<usize> = (0..=others).map(|count| count * add).collect();
    for at in 0..ones {
        let mut left = (at + 1) * drop;
        let mut next = vec![left];
        for (other, window) in row.windows(2).enumerate() {
            let [above_left, above] = window else { continue };
            left = (above_left + change(at, other)).min(above + drop).min(left + add);
            next.push(left);
        }
        row = next;
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
