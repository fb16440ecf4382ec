//! Arithmetic of IPv4 and IPv6 networks.

use alloc::string::{String, ToString};
use alloc::vec::Vec;
use core::net::{IpAddr, Ipv4Addr, Ipv6Addr};

use super::Known;
use crate::template::value::{Number, Value};

pub(super) fn call(name: &str, arguments: &[Value]) -> Option<Value> {
    match (name, arguments) {
        ("cidrhost", [prefix, number]) => {
            Network::parse(&prefix.to_text()?)?.host(number.to_number()?.as_integer()?).known()
        }
        ("cidrnetmask", [prefix]) => {
            let network = Network::parse(&prefix.to_text()?)?;
            (network.width == 32).then(|| network.address(network.mask())).flatten().known()
        }
        ("cidrsubnet", [prefix, bits, number]) => {
            let bits = u32::try_from(bits.to_number()?.as_integer()?).ok()?;
            Network::parse(&prefix.to_text()?)?.subnet(bits, number.to_number()?.as_integer()?).known()
        }
        ("cidrsubnets", [prefix, lengths @ ..]) => {
            let lengths = lengths.iter().map(|bits| u32::try_from(bits.to_number()?.as_integer()?).ok());
            subnets(Network::parse(&prefix.to_text()?)?, &lengths.collect::<Option<Vec<_>>>()?)
        }
        _ => None,
    }
}

/// Whether a network is too small for what is asked of it, or has no mask.
pub(super) fn has_no_room(name: &str, prefix: &str, numbers: &[Value]) -> bool {
    let Some(network) = Network::parse(prefix) else { return false };
    let left = network.width - network.length;
    let integer = |value: &Value| value.to_number().and_then(Number::as_integer);
    let is_past = |number: i128, bits: u32| {
        u128::try_from(number).is_ok_and(|number| number.checked_shr(bits).is_some_and(|rest| rest > 0))
    };
    let is_too_long = |bits: i128| bits > i128::from(left);
    match (name, numbers) {
        ("cidrnetmask", []) => network.width == 128,
        ("cidrhost", [number]) => integer(number).is_some_and(|number| is_past(number, left)),
        ("cidrsubnet", [bits, number]) => integer(bits).zip(integer(number)).is_some_and(|(bits, number)| {
            is_too_long(bits) || u32::try_from(bits).is_ok_and(|bits| is_past(number, bits))
        }),
        ("cidrsubnets", bits) => bits.iter().filter_map(integer).any(is_too_long),
        _ => false,
    }
}

/// A prefix, with its address as a number.
#[derive(Clone, Copy)]
struct Network {
    first: u128,
    length: u32,
    /// How many bits an address has.
    width: u32,
}

impl Network {
    /// Octets with leading zeros, which some read as octal, are refused.
    fn parse(text: &str) -> Option<Network> {
        let (address, length) = text.split_once('/')?;
        let is_decimal =
            length.bytes().all(|byte| byte.is_ascii_digit()) && (length == "0" || !length.starts_with('0'));
        let length: u32 = length.parse().ok().filter(|_| is_decimal)?;
        let (address, width) = match address.parse().ok()? {
            IpAddr::V4(address) => (u128::from(address.to_bits()), 32),
            IpAddr::V6(address) => (address.to_bits(), 128),
        };
        if length > width {
            return None;
        }
        let network = Network { first: address, length, width };
        Some(Network { first: address & network.mask(), ..network })
    }

    fn hosts(self) -> u128 {
        u128::MAX.checked_shr(128 - (self.width - self.length)).unwrap_or(0)
    }

    fn mask(self) -> u128 {
        let all = u128::MAX.checked_shr(128 - self.width).unwrap_or(0);
        all & !self.hosts()
    }

    /// An address of this family as it is written; those of IPv6 that stand for IPv4 are left to Terraform.
    fn address(self, address: u128) -> Option<String> {
        if self.width == 32 {
            return Some(Ipv4Addr::from_bits(u32::try_from(address).ok()?).to_string());
        }
        let address = Ipv6Addr::from_bits(address);
        address.to_ipv4_mapped().is_none().then(|| address.to_string())
    }

    fn prefix(self) -> Option<String> {
        Some(alloc::format!("{}/{}", self.address(self.first)?, self.length))
    }

    /// A negative number counts from the end.
    fn host(self, number: i128) -> Option<String> {
        let distance = if number < 0 { -(number.checked_add(1)?) } else { number };
        // Terraform takes the number for one of 64 bits.
        let distance = u128::from(u64::try_from(distance).ok().filter(|distance| distance >> 62 == 0)?);
        if distance > self.hosts() {
            return None;
        }
        self.address(self.first | if number < 0 { self.hosts() - distance } else { distance })
    }

    fn subnet(self, bits: u32, number: i128) -> Option<String> {
        let length = self.length.checked_add(bits).filter(|length| *length <= self.width)?;
        let number = u128::from(u64::try_from(number).ok()?);
        if number.checked_shr(bits).unwrap_or(0) > 0 {
            return None;
        }
        let shifted = number.checked_shl(self.width - length).unwrap_or(0);
        Network { first: self.first | shifted, length, ..self }.prefix()
    }
}

/// One network after the other, each with so many bits more than the prefix has.
fn subnets(prefix: Network, lengths: &[u32]) -> Option<Value> {
    let last = prefix.first | prefix.hosts();
    // Before the first address there is none, which Terraform stumbles over.
    if prefix.first == 0 {
        return None;
    }
    let mut free = prefix.first;
    let mut networks = Vec::new();
    for bits in lengths {
        let length = prefix.length.checked_add(*bits).filter(|length| *length <= prefix.width)?;
        if !(1..=32).contains(bits) {
            return None;
        }
        let network = Network { length, ..prefix };
        let first = free.checked_add(network.hosts())? & network.mask();
        if first < prefix.first || first > last {
            return None;
        }
        let network = Network { first, ..network };
        networks.push(Value::String(network.prefix()?));
        free = first.checked_add(network.hosts())?.checked_add(1)?;
    }
    Some(Value::List(networks))
}
