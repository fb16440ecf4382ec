//! Stacks of the fixtures, changed in ways that no Terraform writes and other programs may.

use arbitrary::{Result, Unstructured};

use super::{
    bases::{bases, shown},
    canary,
    tree::{Tree, quoted},
};

/// What may stand in the place of any value; not all of it is JSON.
const ODD: [&str; 30] = [
    "null",
    "true",
    "false",
    "0",
    "-1",
    "1e400",
    "-0.0e-7",
    "99999999999999999999999999999999999999999",
    "0.1",
    "\"\"",
    "\"\\ud800\"",
    "\"\\udfff\\ud83d\"",
    "\"\\u0000\\u001b[31m\\u2028\\u202e\"",
    "\"😀\"",
    "{}",
    "[]",
    "[null]",
    "[{}]",
    "{\"\":{}}",
    "\"*\"",
    "\"${\"",
    "\"%{ if true }\"",
    "\"${each.value[count.index]}\"",
    "\"0.0.0.0/0\"",
    "\"10.0.0.0/33\"",
    "\"$${a}\"",
    "\"true\"",
    "\"-1\"",
    "\"~> 5.0, < 4\"",
    "nul",
];

/// Names that mean something somewhere.
const NAMES: [&str; 24] = [
    "\"\"",
    "\"dynamic\"",
    "\"lifecycle\"",
    "\"for_each\"",
    "\"count\"",
    "\"provider\"",
    "\"depends_on\"",
    "\"//\"",
    "\"module_calls\"",
    "\"references\"",
    "\"constant_value\"",
    "\"after_unknown\"",
    "\"change\"",
    "\"resource\"",
    "\"data\"",
    "\"variable\"",
    "\"locals\"",
    "\"output\"",
    "\"n\\u0061me\"",
    "\"\\ud800\"",
    "\"a.b[0]\"",
    "\"policy\"",
    "\"tags\"",
    "\"content\"",
];

/// Where a name may refer to what is in the stack or in what is around it.
const TEMPLATES: [&str; 14] = [
    "${@}",
    "${@.id}",
    "${@.arn}/*",
    "x-${@[0].name}",
    "${@[*].id}",
    "${[for x in @ : x.id]}",
    "${jsonencode(@)}",
    "${try(@.x, \"y\")}",
    "${@[\"k\"].id == null ? 1 : @.id}",
    "%{ for x in @ }${x}%{ endfor }",
    "${@.${@}}",
    "${merge(@, {a = @.b})}",
    "${{for k, v in @ : k => v...}}",
    "${local.a}",
];

/// How many levels a value may be buried under, by powers of two.
const DEEPEST: u32 = 16;

/// The text that bytes stand for.
pub(super) fn text(bytes: &[u8]) -> String {
    let mut choices = Unstructured::new(bytes);
    // Bytes that have run out choose the first of everything.
    changed(&mut choices).map_or_else(|_| String::new(), |stack| stack.to_string())
}

fn changed(choices: &mut Unstructured<'_>) -> Result<Tree> {
    let base = choices.choose_index(bases().len())?;
    let mut stack = bases().get(base).cloned().unwrap_or(Tree::Object(Vec::new()));
    let plants = choices.ratio(3, 4)?;
    for _ in 0..choices.int_in_range(0..=6)? {
        change(&mut stack, choices)?;
    }
    if plants {
        let shown = shown().get(base).cloned().unwrap_or_default();
        canary::plant(&mut stack, &shown, choices)?;
    }
    Ok(stack)
}

fn change(stack: &mut Tree, choices: &mut Unstructured<'_>) -> Result<()> {
    let count = stack.count();
    let number = choices.choose_index(count)?;
    // What is copied is taken before the place for it is borrowed.
    let other = stack.nth(choices.choose_index(count)?).cloned();
    let Some(place) = stack.nth(number) else { return Ok(()) };
    match choices.int_in_range(0..=11)? {
        0 | 1 => *place = Tree::Leaf((*choices.choose(&ODD)?).to_owned()),
        2 => *place = other.unwrap_or(Tree::Array(Vec::new())),
        3 => *place = Tree::Array(vec![place.clone()]),
        4 => *place = Tree::Array(vec![place.clone(), other.unwrap_or_else(|| place.clone())]),
        5 => *place = bury(place, choices)?,
        6 => *place = template(other.as_ref(), choices)?,
        _ => change_within(place, other, choices)?,
    }
    Ok(())
}

/// Changes which members or items there are.
fn change_within(place: &mut Tree, other: Option<Tree>, choices: &mut Unstructured<'_>) -> Result<()> {
    let operation = choices.int_in_range(0..=4)?;
    match place {
        Tree::Object(members) if !members.is_empty() => {
            let at = choices.choose_index(members.len())?;
            match operation {
                0 => drop(members.remove(at)),
                1 => members.extend(members.get(at).cloned()),
                2 => {
                    let name = (*choices.choose(&NAMES)?).to_owned();
                    members.extend(other.map(|other| (name, other)));
                }
                3 => {
                    let name = (*choices.choose(&NAMES)?).to_owned();
                    members.get_mut(at).into_iter().for_each(|(own, _)| own.clone_from(&name));
                }
                _ => {
                    let names: Vec<String> = members.iter().map(|(name, _)| name.clone()).collect();
                    let name = choices.choose(&names)?;
                    members.get_mut(at).into_iter().for_each(|(own, _)| own.clone_from(name));
                }
            }
        }
        Tree::Array(items) if !items.is_empty() => {
            let at = choices.choose_index(items.len())?;
            match operation {
                0 => drop(items.remove(at)),
                1 => items.extend(items.get(at).cloned()),
                2 => items.extend(other),
                3 => items.reverse(),
                _ => items.rotate_left(at),
            }
        }
        Tree::Leaf(_) | Tree::Object(_) | Tree::Array(_) => {
            *place = other.unwrap_or(Tree::Object(Vec::new()));
        }
    }
    Ok(())
}

/// A value under many levels, in one text: a tree as deep would exhaust the stack.
fn bury(place: &Tree, choices: &mut Unstructured<'_>) -> Result<Tree> {
    let levels = 1_usize << choices.int_in_range(0..=DEEPEST)?;
    let (opening, closing) = if choices.arbitrary()? { ("[", "]") } else { ("{\"a\":", "}") };
    // Mostly a few: what is deep is slow to make, and all that is deep is alike.
    let levels = if choices.ratio(15, 16)? { levels.min(8) } else { levels };
    Ok(Tree::Leaf(format!("{}{place}{}", opening.repeat(levels), closing.repeat(levels))))
}

/// A template that refers to something with a name that is somewhere in the stack.
fn template(other: Option<&Tree>, choices: &mut Unstructured<'_>) -> Result<Tree> {
    let name = match other {
        Some(Tree::Leaf(text)) if text.len() < 64 => {
            text.trim_matches('"').trim_start_matches("${").trim_end_matches('}').to_owned()
        }
        Some(Tree::Object(members)) if !members.is_empty() => {
            let (name, _) = choices.choose(members)?;
            format!("var.{}", name.trim_matches('"'))
        }
        _ => "var.a".to_owned(),
    };
    Ok(Tree::Leaf(quoted(&choices.choose(&TEMPLATES)?.replace('@', &name))))
}
