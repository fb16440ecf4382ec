//! Which references a tree holds, apart from the variables that its own `for` binds.

use alloc::vec::Vec;

use super::ast::{Expression, ExpressionKind, For, ObjectKey, Part, Step, Template, Traversal, Variables};

impl<'a> Template<'a> {
    /// Every reference to something outside of the template, in the order of the text.
    ///
    /// References inside arguments, indexes and nested strings are among them.
    pub fn references(&self) -> Vec<&Traversal<'a>> {
        let mut search = Search { bound: Vec::new(), found: Vec::new() };
        search.parts(&self.parts);
        search.found
    }
}

impl<'a> Expression<'a> {
    /// Every reference to something outside of the expression, in the order of the text.
    pub fn references(&self) -> Vec<&Traversal<'a>> {
        let mut search = Search { bound: Vec::new(), found: Vec::new() };
        search.expression(self);
        search.found
    }
}

struct Search<'t, 'a> {
    /// The loop variables in force, innermost last.
    bound: Vec<&'a str>,
    found: Vec<&'t Traversal<'a>>,
}

impl<'t, 'a> Search<'t, 'a> {
    fn parts(&mut self, parts: &'t [Part<'a>]) {
        for part in parts {
            match part {
                Part::Literal(_) => {}
                Part::Interpolation(expression) => self.expression(expression),
                Part::If(directive) => {
                    self.expression(&directive.condition);
                    self.parts(&directive.then);
                    self.parts(&directive.otherwise);
                }
                Part::For(directive) => {
                    self.expression(&directive.collection);
                    let outside = self.bind(directive.variables);
                    self.parts(&directive.body);
                    self.bound.truncate(outside);
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
            ExpressionKind::Call(call) => self.expressions(&call.arguments),
            ExpressionKind::Unary(_, operand) | ExpressionKind::Parentheses(operand) => {
                self.expression(operand);
            }
            ExpressionKind::Binary(first, rest) => {
                self.expression(first);
                for (_, operand) in rest {
                    self.expression(operand);
                }
            }
            ExpressionKind::Conditional(conditional) => {
                self.expression(&conditional.condition);
                self.expression(&conditional.then);
                self.expression(&conditional.otherwise);
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
