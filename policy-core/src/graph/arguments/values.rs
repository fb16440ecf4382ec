//! Literals beside the types of arguments.

use alloc::{borrow::Cow, vec::Vec};

use super::{
    Wrong,
    literal::{Outcome, is_reference, kind_of_template},
    walk::Walk,
};
use crate::{
    decode::language::found,
    json::JsonKind,
    plan::Value,
    schema::{self, Body, Flags},
    template::{self, Kind, is_number, type_in_words},
};

impl<'p> Walk<'_, 'p> {
    /// Holds a value against a type in the table's letters.
    pub(super) fn value(&mut self, value: Value<'p>, type_: &[u8], object: Option<&Body>) {
        let Some((&letter, inner)) = type_.split_first() else { return };
        match (letter, value.kind()) {
            (_, JsonKind::Null) | (b's' | b'n', JsonKind::Number) | (b's' | b'b', JsonKind::Bool) => {}
            (b'L' | b'S', JsonKind::Array) => value.items().for_each(|item| self.value(item, inner, object)),
            // Where a key is not known, the whole is not.
            (b'M' | b'o', JsonKind::Object)
                if value.members().any(|(key, _)| !template::is_literal(&key.text())) => {}
            (b'M', JsonKind::Object) => {
                value.members().for_each(|(_, own)| self.value(own, inner, object));
            }
            (b'o', JsonKind::Object) => {
                if let Some(body) = object {
                    self.object(value, body);
                }
            }
            (_, JsonKind::String) => self.text(value, type_, object),
            _ => self.wrong_type(value, type_, found(value)),
        }
    }

    fn wrong_type(&mut self, value: Value<'p>, type_: &[u8], found: &'static str) {
        self.fault(value, Wrong::Type { expected: type_in_words(type_), found, is_reference: false });
    }

    /// A string, which may be a template.
    fn text(&mut self, value: Value<'p>, type_: &[u8], object: Option<&Body>) {
        let Some((&letter, raw)) = type_.first().zip(value.raw_string()) else { return };
        // Most strings, and most templates, which refer to what only an apply makes known.
        if letter == b's' && !template::may_be_expression(raw) {
            return;
        }
        if is_reference(raw) {
            return self.reference(value, type_);
        }
        let Some(text) = value.string() else { return };
        let kept = self.templates.of_value(value.id()).map(|(template, _)| template);
        let Some(template) = kept.or_else(|| template::parse(&text).ok().map(Cow::Owned)) else { return };
        // Where its kind will do whatever it is, nobody need work it out.
        if letter == b's' && kind_of_template(&template).is_some_and(|kind| kind.fits(letter)) {
            return;
        }
        let outcome = Outcome::of_template(self.plan, &template);
        match outcome {
            Outcome::Known(known) if !self.fits(&known, type_, object) => {
                self.wrong_type(value, type_, Kind::of(&known).map_or("null", Kind::name));
            }
            Outcome::Of(kind) if !kind.fits(letter) => self.wrong_type(value, type_, kind.name()),
            Outcome::Known(_) | Outcome::Of(_) | Outcome::Unknown => {}
        }
    }

    /// Whether a known value can be converted to a type.
    fn fits(&self, value: &template::Value, type_: &[u8], object: Option<&Body>) -> bool {
        let (Some((&letter, inner)), Some(kind)) = (type_.split_first(), Kind::of(value)) else {
            return true;
        };
        kind.fits(letter)
            && match value {
                template::Value::String(text) => match letter {
                    b'n' => is_number(text),
                    b'b' => value.to_bool().is_some(),
                    _ => true,
                },
                template::Value::List(items) | template::Value::Set(items) => {
                    items.iter().all(|item| self.fits(item, inner, object))
                }
                template::Value::Object(entries) if letter == b'M' => {
                    entries.values().all(|entry| self.fits(entry, inner, object))
                }
                template::Value::Object(entries) => {
                    object.into_iter().flat_map(|body| &body.members).all(|member| {
                        match (
                            entries.get(&*member.name),
                            self.form(core::slice::from_ref(member)).map(|form| &form.kind),
                        ) {
                            (Some(entry), Some(schema::Kind::Attribute { type_, object })) => {
                                self.fits(entry, type_.as_bytes(), object.as_deref())
                            }
                            (None, Some(_)) => !member.flags.has(Flags::REQUIRED),
                            _ => true,
                        }
                    })
                }
                _ => true,
            }
    }

    /// An object that is a value: all keys must be there, null or not, and others are ignored.
    fn object(&mut self, value: Value<'p>, body: &Body) {
        let mut missing = Vec::new();
        for member in &body.members {
            let Some(form) = self.form(core::slice::from_ref(member)) else { continue };
            match value.get(&member.name) {
                Some(own) => {
                    if let schema::Kind::Attribute { type_, object } = &form.kind {
                        self.value(own, type_.as_bytes(), object.as_deref());
                    }
                }
                None if form.flags.has(Flags::REQUIRED) => missing.push(member.name.clone()),
                None => {}
            }
        }
        if !missing.is_empty() {
            self.fault(value, Wrong::Keys { missing });
        }
    }
}
