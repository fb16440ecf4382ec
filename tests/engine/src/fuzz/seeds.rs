//! What a fuzzer begins with: inputs of each target, made of fixtures, examples and tables of tests.

use std::{fs, iter};

use policy_core::schema::STRIDE;

use super::{
    bases::{bases, examples},
    tree::Tree,
};
use crate::{files, tests};

/// The longest input that is worth to begin with.
const LONGEST: usize = 16_384;

/// Inputs of a target; none of one that there is not.
pub fn seeds(target: &str) -> Vec<Vec<u8>> {
    let mut seeds = match target {
        "decode" => fixtures().chain(stacks()).collect(),
        "template" => templates(),
        "iam_policy" => policies(),
        "check" => stacks().chain(fixtures()).collect(),
        "plan" => scripts(),
        "schema" => tables(),
        _ => Vec::new(),
    };
    seeds.retain(|seed| seed.len() <= LONGEST);
    seeds.sort();
    seeds.dedup();
    seeds
}

/// Every input that is kept, those that are refused among them.
fn fixtures() -> impl Iterator<Item = Vec<u8>> {
    files(&tests().join("fixtures")).into_iter().filter_map(|path| fs::read(path).ok())
}

/// Every small stack.
fn stacks() -> impl Iterator<Item = Vec<u8>> {
    let cut = bases().iter().map(|base| base.to_string().into_bytes());
    examples().map(|example| example.as_bytes().to_vec()).chain(cut)
}

/// Every template of the examples and fixtures, and the expressions whose value is known.
fn templates() -> Vec<Vec<u8>> {
    let table = fs::read_to_string(tests().join("engine/tests/expressions.tsv")).unwrap_or_default();
    let expressions = table.lines().filter_map(|line| line.split_once('\t'));
    let expressions = expressions.flat_map(|(text, _)| [text.to_owned(), format!("${{{text}}}")]);
    let is_template = |text: &String| text.contains("${") || text.contains("%{");
    strings().filter(is_template).chain(expressions).map(String::into_bytes).collect()
}

/// Every text that reads like a policy.
fn policies() -> Vec<Vec<u8>> {
    strings().filter(|text| text.contains("Statement")).map(String::into_bytes).collect()
}

/// Every string of the small stacks.
fn strings() -> impl Iterator<Item = String> {
    let mut open: Vec<&Tree> = bases().iter().collect();
    iter::from_fn(move || {
        let next = open.pop()?;
        match next {
            Tree::Leaf(text) => return Some(serde_json::from_str::<String>(text).unwrap_or_default()),
            Tree::Array(items) => open.extend(items),
            Tree::Object(members) => open.extend(members.iter().map(|(_, member)| member)),
        }
        Some(String::new())
    })
    .filter(|text| !text.is_empty())
}

/// Choices that lead to each stack, and some that change it.
fn scripts() -> Vec<Vec<u8>> {
    let mut state: u32 = 1;
    let mut next = || {
        state = state.wrapping_mul(1_664_525).wrapping_add(1_013_904_223);
        state.to_be_bytes()[0]
    };
    (0..bases().len() * 2).map(|_| (0..64).map(|_| next()).collect()).collect()
}

/// The provider's table, with only the first items of each of its lists.
fn tables() -> Vec<Vec<u8>> {
    let table = fs::read(tests().join("../policy-core/src/schema/aws.table")).unwrap_or_default();
    [1, 2, 4, 8, 24, STRIDE].iter().filter_map(|&items| shortened(&table, items)).collect()
}

fn shortened(table: &[u8], items: usize) -> Option<Vec<u8>> {
    let number = |bytes: &[u8]| bytes.iter().rev().fold(0, |number, &byte| number << 8 | usize::from(byte));
    let mut short = b"\n".to_vec();
    let mut rest = table.get(table.iter().position(|&byte| byte == b'\n')? + 1..)?;
    while !rest.is_empty() {
        let (count, length) = (number(rest.get(..2)?), number(rest.get(2..5)?));
        let (list, after) = rest.get(5 + count.div_ceil(STRIDE) * 3..)?.split_at_checked(length)?;
        rest = after;
        let (mut end, kept) = (0, count.min(items));
        for _ in 0..kept {
            let [first, second] = list.get(end..end + 2)? else { return None };
            let (first, second) = (usize::from(*first), usize::from(*second));
            end += if first < 160 { 1 + first } else { 2 + 160 + ((first - 160) << 8) + second };
        }
        short.extend(u16::try_from(kept).ok()?.to_le_bytes());
        short.extend(u32::try_from(end).ok()?.to_le_bytes().iter().take(3));
        short.extend(iter::repeat_n(0, kept.div_ceil(STRIDE) * 3));
        short.extend(list.get(..end)?);
    }
    Some(short)
}
