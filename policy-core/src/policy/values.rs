//! The values of variables as JSON, which has one kind of list and of map where Terraform has several.

use alloc::{string::ToString, vec::Vec};
use core::fmt;

use serde::{
    Deserialize, Deserializer, Serialize, Serializer,
    de::{Error, MapAccess, SeqAccess, Visitor},
};

use crate::{
    sorted::Map,
    template::{Number, Value},
};

impl Serialize for Value {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        match self {
            Self::Null => serializer.serialize_unit(),
            Self::Bool(value) => serializer.serialize_bool(*value),
            Self::Number(number) => match number.to_string().parse() {
                Ok(integer) => serializer.serialize_i64(integer),
                Err(_) => serializer.serialize_f64(number.to_string().parse().unwrap_or(f64::NAN)),
            },
            Self::String(text) => serializer.serialize_str(text),
            Self::List(items) | Self::Set(items) => serializer.collect_seq(items),
            Self::Object(entries) => serializer.collect_map(entries),
            Self::EmptyList => serializer.collect_seq([(); 0]),
            Self::EmptyMap => serializer.collect_map([((), ()); 0]),
        }
    }
}

impl<'de> Deserialize<'de> for Value {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        deserializer.deserialize_any(Values)
    }
}

/// Makes a value of whatever JSON holds.
struct Values;

impl Values {
    fn number<E: Error>(decimal: &str) -> Result<Value, E> {
        let number = Number::parse(decimal).map(Value::Number);
        number.ok_or_else(|| E::custom("expected a number that Terraform calculates with exactly"))
    }
}

impl<'de> Visitor<'de> for Values {
    type Value = Value;

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("a value of Terraform's")
    }

    fn visit_unit<E: Error>(self) -> Result<Value, E> {
        Ok(Value::Null)
    }

    fn visit_bool<E: Error>(self, value: bool) -> Result<Value, E> {
        Ok(Value::Bool(value))
    }

    fn visit_i64<E: Error>(self, integer: i64) -> Result<Value, E> {
        Ok(Value::Number(integer.into()))
    }

    fn visit_u64<E: Error>(self, integer: u64) -> Result<Value, E> {
        Self::number(&integer.to_string())
    }

    fn visit_f64<E: Error>(self, number: f64) -> Result<Value, E> {
        Self::number(&number.to_string())
    }

    /// A number as it is written.
    fn visit_bytes<E: Error>(self, decimal: &[u8]) -> Result<Value, E> {
        Self::number(core::str::from_utf8(decimal).unwrap_or_default())
    }

    fn visit_str<E: Error>(self, text: &str) -> Result<Value, E> {
        Ok(Value::String(text.into()))
    }

    fn visit_seq<A: SeqAccess<'de>>(self, mut items: A) -> Result<Value, A::Error> {
        let mut list = Vec::new();
        while let Some(item) = items.next_element()? {
            list.push(item);
        }
        Ok(Value::List(list))
    }

    fn visit_map<A: MapAccess<'de>>(self, mut entries: A) -> Result<Value, A::Error> {
        let mut object = Map::new();
        while let Some((key, value)) = entries.next_entry()? {
            object.insert(key, value);
        }
        Ok(Value::Object(object))
    }
}
