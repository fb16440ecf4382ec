//! Which references a tree holds, apart from the variables that its own `for` binds.

use alloc::vec::Vec;

use super::ast::{
    BinaryOperator, Call, Expression, ExpressionKind, For, ObjectKey, Part, Step, Template, Traversal,
    Variables,
};

impl<'a> Template<'a> {
    /// Every reference to something outside of the template, in the order of the text.
    ///
    /// References inside arguments, indexes and nested strings are among them.
    pub fn references(&self) -> Vec<&Traversal<'a>> {
        Search::new(Reach::Everything).of(&self.parts).found
    }

    /// The references that are followed whenever the template is evaluated: none in a branch that may not be taken,
    /// in what may go round no times, or in what `try()` and `can()` may give up.
    pub(crate) fn certain_references(&self) -> Vec<&Traversal<'a>> {
        Search::new(Reach::Certain).of(&self.parts).found
    }

    /// Whether one of its references is followed whenever it is evaluated.
    pub(crate) fn certainly_follows(&self, reference: &Traversal<'_>) -> bool {
        self.certain_references().iter().any(|own| own.span == reference.span)
    }

    /// Every call of a function, in the order of the text.
    pub(crate) fn calls(&self) -> Vec<&Call<'a>> {
        Search::new(Reach::Everything).of(&self.parts).calls
    }
}

impl<'a> Expression<'a> {
    /// Every reference to something outside of the expression, in the order of the text.
    pub fn references(&self) -> Vec<&Traversal<'a>> {
        let mut search = Search::new(Reach::Everything);
        search.expression(self);
        search.found
    }
}

/// How much of a tree is searched.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Reach {
    Everything,
    /// What is evaluated in any case.
    Certain,
}

struct Search<'t, 'a> {
    reach: Reach,
    /// The loop variables in force, innermost last.
    bound: Vec<&'a str>,
    found: Vec<&'t Traversal<'a>>,
    calls: Vec<&'t Call<'a>>,
}

impl<'t, 'a> Search<'t, 'a> {
    fn new(reach: Reach) -> Self {
        Self { reach, bound: Vec::new(), found: Vec::new(), calls: Vec::new() }
    }

    fn of(mut self, parts: &'t [Part<'a>]) -> Self {
        self.parts(parts);
        self
    }

    fn is_everything(&self) -> bool {
        self.reach == Reach::Everything
    }

    fn parts(&mut self, parts: &'t [Part<'a>]) {
        for part in parts {
            match part {
                Part::Literal(_) => {}
                Part::Interpolation(expression) => self.expression(expression),
                Part::If(directive) => {
                    self.expression(&directive.condition);
                    if self.is_everything() {
                        self.parts(&directive.then);
                        self.parts(&directive.otherwise);
                    }
                }
                Part::For(directive) => {
                    self.expression(&directive.collection);
                    if self.is_everything() {
                        let outside = self.bind(directive.variables);
                        self.parts(&directive.body);
                        self.bound.truncate(outside);
                    }
                }
            }
        }
    }

    fn expression(&mut self, expression: &'t Expression<'a>) {
        match &expression.kind {
            ExpressionKind::Null
            | ExpressionKind::Bool(_)
            | ExpressionKind::Number(_)
            | ExpressionKind::String(_) => {}
            ExpressionKind::Template(template) => self.parts(&template.parts),
            ExpressionKind::Traversal(traversal) => {
                if !self.bound.contains(&traversal.root) {
                    self.found.push(traversal);
                }
                self.steps(&traversal.steps);
            }
            ExpressionKind::Access(base, steps) => {
                self.expression(base);
                self.steps(steps);
            }
            ExpressionKind::Call(call) => {
                self.calls.push(call);
                if self.is_everything() || !matches!(&*call.name, "try" | "can" | "core::try" | "core::can") {
                    self.expressions(&call.arguments);
                }
            }
            ExpressionKind::Unary(_, operand) | ExpressionKind::Parentheses(operand) => {
                self.expression(operand);
            }
            ExpressionKind::Binary(first, rest) => {
                self.expression(first);
                for (operator, operand) in rest {
                    // Newer versions leave the rest alone where the first decides.
                    let decides = matches!(operator, BinaryOperator::And | BinaryOperator::Or);
                    if self.is_everything() || !decides {
                        self.expression(operand);
                    }
                }
            }
            ExpressionKind::Conditional(conditional) => {
                self.expression(&conditional.condition);
                if self.is_everything() {
                    self.expression(&conditional.then);
                    self.expression(&conditional.otherwise);
                }
            }
            ExpressionKind::Tuple(items) => self.expressions(items),
            ExpressionKind::Object(entries) => {
                for (key, value) in entries {
                    if let ObjectKey::Expression(key) = key {
                        self.expression(key);
                    }
                    self.expression(value);
                }
            }
            ExpressionKind::For(each) => self.for_expression(each),
        }
    }

    fn expressions(&mut self, expressions: &'t [Expression<'a>]) {
        for expression in expressions {
            self.expression(expression);
        }
    }

    fn steps(&mut self, steps: &'t [Step<'a>]) {
        for step in steps {
            if let Step::Index(index) = step {
                self.expression(index);
            }
        }
    }

    fn for_expression(&mut self, each: &'t For<'a>) {
        self.expression(&each.collection);
        if !self.is_everything() {
            return;
        }
        let outside = self.bind(each.variables);
        for expression in each.key.iter().chain([&each.value]).chain(&each.condition) {
            self.expression(expression);
        }
        self.bound.truncate(outside);
    }

    /// Puts the variables in force and says how many were before.
    fn bind(&mut self, variables: Variables<'a>) -> usize {
        let outside = self.bound.len();
        self.bound.extend(variables.key);
        self.bound.push(variables.value);
        outside
    }
}

#[cfg(test)]
mod tests {
    use alloc::vec::Vec;

    use super::super::parse;

    #[test]
    fn certain_references_are_those_that_nothing_can_skip() {
        for (text, expected) in [
            ("${a.b}-${f(c[d])}", &["a.b", "c[d]", "d"][..]),
            ("${a ? b : c}${d && e}${f == g}", &["a", "d", "f", "g"]),
            ("${try(a, b)}${core::can(c)}${one(d[*].e)}", &["d[*].e"]),
            ("${[for x in a : b[x]]}%{ if c }${d}%{ endif }%{ for x in e }${f}%{ endfor }", &["a", "c", "e"]),
        ] {
            let template = parse(text).unwrap();
            let found: Vec<_> =
                template.certain_references().iter().map(|found| found.span.of(text)).collect();
            assert_eq!(found, expected, "{text}");
        }
    }

    #[test]
    fn calls_are_found_at_any_depth() {
        let template = parse("a()${f([g(x), \"${core::h()}\"])}%{ if i() }%{ endif }").unwrap();
        let names: Vec<_> = template.calls().iter().map(|call| &*call.name).collect();
        assert_eq!(names, ["f", "g", "core::h", "i"]);
    }

    #[test]
    fn references_are_the_names_from_outside() {
        for (text, expected) in [
            ("a", &[][..]),
            ("$${a}", &[]),
            ("${a.b}-${c.d[0]}", &["a.b", "c.d[0]"]),
            ("${f(a, [b], {c = d, (e) = g})}", &["a", "b", "d", "e", "g"]),
            ("${a[b[c]].d}", &["a[b[c]].d", "b[c]", "c"]),
            ("${f(a)[b].c}", &["a", "b"]),
            ("${\"x ${a} ${\"${b}\"}\"}", &["a", "b"]),
            ("${a ? !b : -c + (d) * e}", &["a", "b", "c", "d", "e"]),
            ("${a[*].b}${c.*.d}", &["a[*].b", "c.*.d"]),
            ("%{ if a }${b}%{ else }${c}%{ endif }", &["a", "b", "c"]),
            ("%{ for x in a }${x}${b}%{ endfor }${x}", &["a", "b", "x"]),
            ("%{ for x in x.y }${x}%{ endfor }", &["x.y"]),
            ("${[for k, v in k : v[k].w if v.p == q]}${v}", &["k", "q", "v"]),
            ("${{for k, v in c : k => [v.a, w]... if k}}", &["c", "w"]),
            ("${[for var in a : var.b]}${var.b}", &["a", "var.b"]),
            ("${[for x in a : [for y in x : [x, y, z]]]}", &["a", "z"]),
            ("${[for x in a : [for x in x : x]]}", &["a"]),
            ("${true.a}${null}", &[]),
        ] {
            let template = parse(text).unwrap();
            let found: Vec<_> = template.references().iter().map(|found| found.span.of(text)).collect();
            assert_eq!(found, expected, "{text}");
        }
    }
}
