//! List prices of AWS in USD, for findings about cost.
//!
//! Source: <https://aws.amazon.com/vpc/pricing/>, region us-east-1; read on 2026-11-22. Other regions cost more.

/// What a NAT gateway costs for each hour it exists.
pub(crate) const NAT_GATEWAY_HOUR: Price = Price { thousandths: 45 };
/// What a NAT gateway costs for each gigabyte it passes on.
pub(crate) const NAT_GATEWAY_GIGABYTE: Price = Price { thousandths: 45 };
/// The hours of a month of thirty days.
const HOURS_OF_A_MONTH: u32 = 720;

/// A price in USD.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct Price {
    thousandths: u32,
}

impl Price {
    /// The price of a month, where this is the price of an hour.
    pub(crate) fn a_month(self) -> Self {
        Self { thousandths: self.thousandths * HOURS_OF_A_MONTH }
    }
}

impl core::fmt::Display for Price {
    fn fmt(&self, f: &mut core::fmt::Formatter<'_>) -> core::fmt::Result {
        let (whole, rest) = (self.thousandths / 1000, self.thousandths % 1000);
        match rest % 10 {
            0 => write!(f, "{whole}.{:02}", rest / 10),
            _ => write!(f, "{whole}.{rest:03}"),
        }
    }
}

#[cfg(test)]
mod tests {
    use alloc::string::ToString;

    use super::*;

    #[test]
    fn prices_read_as_prices() {
        assert_eq!(NAT_GATEWAY_HOUR.to_string(), "0.045");
        assert_eq!(NAT_GATEWAY_HOUR.a_month().to_string(), "32.40");
    }
}
