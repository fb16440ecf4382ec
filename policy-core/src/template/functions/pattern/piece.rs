//! Pieces of programs, and how they are put together: in a row, by choice, repeated.

use alloc::vec::Vec;

use super::{Instruction, LONGEST_PROGRAM};

/// A part of a program.
#[derive(Clone, Default)]
pub(super) struct Piece {
    pub(super) code: Vec<Instruction>,
    /// Whether it may match nothing.
    pub(super) nullable: bool,
}

impl Piece {
    pub(super) fn one(instruction: Instruction) -> Piece {
        let nullable = !matches!(instruction, Instruction::Set { .. });
        Piece { code: [instruction].into(), nullable }
    }

    /// Nothing where it grows too long.
    pub(super) fn then(mut self, next: &Piece) -> Option<Piece> {
        self.code.extend_from_slice(&next.code);
        self.nullable &= next.nullable;
        (self.code.len() <= LONGEST_PROGRAM).then_some(self)
    }

    fn length(&self) -> isize {
        isize::try_from(self.code.len()).unwrap_or(isize::MAX)
    }

    pub(super) fn or(self, other: &Piece) -> Option<Piece> {
        let nullable = self.nullable || other.nullable;
        let split = Piece::one(Instruction::Split(1, self.length() + 2));
        let jump = Piece::one(Instruction::Jump(other.length() + 1));
        let piece = split.then(&self)?.then(&jump)?.then(other)?;
        Some(Piece { nullable, ..piece })
    }

    fn optional(self, lazy: bool) -> Option<Piece> {
        let past = self.length() + 1;
        let split = if lazy { Instruction::Split(past, 1) } else { Instruction::Split(1, past) };
        let piece = Piece::one(split).then(&self)?;
        Some(Piece { nullable: true, ..piece })
    }

    fn at_least_once(self, lazy: bool) -> Option<Piece> {
        let back = -self.length();
        let split = if lazy { Instruction::Split(1, back) } else { Instruction::Split(back, 1) };
        let nullable = self.nullable;
        let piece = self.then(&Piece::one(split))?;
        Some(Piece { nullable, ..piece })
    }

    /// What may match nothing goes round at least once, as Go has it, so that its groups match nothing and not nowhere.
    fn any_times(self, lazy: bool) -> Option<Piece> {
        if self.nullable {
            return self.at_least_once(lazy)?.optional(lazy);
        }
        let past = self.length() + 2;
        let split = if lazy { Instruction::Split(past, 1) } else { Instruction::Split(1, past) };
        let back = Piece::one(Instruction::Jump(1 - past));
        let piece = Piece::one(split).then(&self)?.then(&back)?;
        Some(Piece { nullable: true, ..piece })
    }

    pub(super) fn repeated(self, least: usize, most: Option<usize>, lazy: bool) -> Option<Piece> {
        let mut piece = Piece { code: Vec::new(), nullable: true };
        let Some(most) = most else {
            if least == 0 {
                return self.any_times(lazy);
            }
            for _ in 1..least {
                piece = piece.then(&self)?;
            }
            return piece.then(&self.at_least_once(lazy)?);
        };
        let mut rest = Piece { code: Vec::new(), nullable: true };
        for index in least..most {
            let inner = if index == least { self.clone() } else { self.clone().then(&rest)? };
            rest = inner.optional(lazy)?;
        }
        for _ in 0..least {
            piece = piece.then(&self)?;
        }
        piece.then(&rest)
    }
}
