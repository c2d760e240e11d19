//! Reading node expressions (<https://www.w3.org/TR/shacl-af/#node-expressions>).

use kolophon_graph::TermId;

use super::{Expression, Order};
use crate::ShapesError;
use crate::error::{ShapesErrorKind, ShapesWarningKind};
use crate::parse::{Compiler, Parameter};
use crate::vocab::sh;

/// Deeper expressions are refused, so that no shapes graph overflows the stack, nor runs in a circle.
const MAX_DEPTH: usize = 64;

/// More parts are refused: an expression that names another twice can double at every level.
const MOST_PARTS: usize = 4096;

/// Makes an expression of the nodes of another.
type OfNodes = fn(Box<Expression>) -> Expression;

/// Makes an expression of some of the nodes of another.
type Slice = fn(usize, Box<Expression>) -> Expression;

/// Why an expression is not read.
enum Refusal {
    /// Nobody can read it.
    Error(ShapesError),
    /// Others can: it is a function, or of a kind that came later.
    Unsupported,
}

impl From<ShapesError> for Refusal {
    fn from(error: ShapesError) -> Self {
        Self::Error(error)
    }
}

impl Expression {
    /// Reads an expression; there is a warning and none if it is of a kind that is not evaluated.
    pub(super) fn compile(
        compiler: &mut Compiler<'_>,
        parameter: Parameter,
    ) -> Result<Option<Self>, ShapesError> {
        let mut reader = Reader {
            compiler,
            parameter,
            parts: 0,
        };
        match reader.read(parameter.value, 0) {
            Ok(expression) => Ok(Some(expression)),
            Err(Refusal::Error(error)) => Err(error),
            Err(Refusal::Unsupported) => {
                let feature = "a sh:expression of another kind".to_owned();
                compiler.warn_at(parameter, ShapesWarningKind::UnsupportedFeature { feature });
                Ok(None)
            }
        }
    }
}

struct Reader<'a, 'g> {
    compiler: &'a mut Compiler<'g>,
    parameter: Parameter,
    parts: usize,
}

impl Reader<'_, '_> {
    fn read(&mut self, node: TermId, depth: usize) -> Result<Expression, Refusal> {
        self.parts += 1;
        if depth > MAX_DEPTH {
            let kind = ShapesErrorKind::TooDeep { limit: MAX_DEPTH };
            return Err(self.compiler.error(self.parameter, kind).into());
        }
        if self.parts > MOST_PARTS {
            return Err(self.invalid("it is too long"));
        }
        if self.compiler.is(node, sh::THIS) {
            return Ok(Expression::Focus);
        }
        if !node.is_blank_node() {
            return Ok(Expression::Constant(self.compiler.term(node)));
        }
        if let Some(path) = self.one(node, sh::PATH)? {
            let path = self.compiler.path_of(self.parameter, path)?;
            return Ok(Expression::Path(path, self.nodes_or_focus(node, depth)?));
        }
        if let Some(shape) = self.one(node, sh::FILTER_SHAPE)? {
            let shape = self.compiler.member_shape(self.parameter, shape)?;
            return Ok(Expression::Filter(shape, self.nodes_or_focus(node, depth)?));
        }
        if let Some(condition) = self.inner(node, sh::IF, depth)? {
            let (then, otherwise) = (
                self.inner(node, sh::THEN, depth)?,
                self.inner(node, sh::ELSE, depth)?,
            );
            return Ok(Expression::If(condition, then, otherwise));
        }
        if let Some(list) = self.one(node, sh::INTERSECTION)? {
            return Ok(Expression::Intersection(self.list(
                list,
                sh::INTERSECTION,
                depth,
            )?));
        }
        if let Some(list) = self.one(node, sh::UNION)? {
            return Ok(Expression::Union(self.list(list, sh::UNION, depth)?));
        }
        self.read_of_nodes(node, depth)
    }

    /// The kinds that do something with the nodes of one other expression.
    fn read_of_nodes(&mut self, node: TermId, depth: usize) -> Result<Expression, Refusal> {
        let kinds: [(&str, OfNodes); 6] = [
            (sh::EXISTS, Expression::Exists),
            (sh::DISTINCT, Expression::Distinct),
            (sh::COUNT, Expression::Count),
            (sh::MIN, Expression::Min),
            (sh::MAX, Expression::Max),
            (sh::SUM, Expression::Sum),
        ];
        for (property, kind) in kinds {
            if let Some(inner) = self.inner(node, property, depth)? {
                return Ok(kind(inner));
            }
        }
        let slices: [(&str, Slice); 2] = [(sh::LIMIT, Expression::Limit), (sh::OFFSET, Expression::Offset)];
        for (property, kind) in slices {
            if let Some(parameter) = self.compiler.parameters(node, property).first().copied() {
                let count = self.compiler.count(parameter.in_shape(self.parameter.shape))?;
                return Ok(kind(count, self.nodes(node, depth)?));
            }
        }
        if let Some(key) = self.inner(node, sh::ORDER_BY, depth)? {
            let order = if self.compiler.is_true(node, sh::DESC) {
                Order::Descending
            } else {
                Order::Ascending
            };
            return Ok(Expression::OrderBy(key, order, self.nodes(node, depth)?));
        }
        Err(Refusal::Unsupported)
    }

    fn nodes_or_focus(&mut self, node: TermId, depth: usize) -> Result<Box<Expression>, Refusal> {
        let nodes = self.inner(node, sh::NODES, depth)?;
        Ok(nodes.unwrap_or_else(|| Box::new(Expression::Focus)))
    }

    fn nodes(&mut self, node: TermId, depth: usize) -> Result<Box<Expression>, Refusal> {
        match self.inner(node, sh::NODES, depth)? {
            Some(nodes) => Ok(nodes),
            None => Err(self.invalid("it has no sh:nodes")),
        }
    }

    fn inner(
        &mut self,
        node: TermId,
        property: &str,
        depth: usize,
    ) -> Result<Option<Box<Expression>>, Refusal> {
        match self.one(node, property)? {
            Some(value) => Ok(Some(Box::new(self.read(value, depth + 1)?))),
            None => Ok(None),
        }
    }

    fn list(&mut self, head: TermId, property: &str, depth: usize) -> Result<Vec<Expression>, Refusal> {
        let members = self
            .compiler
            .list(head, property)
            .map_err(|kind| self.compiler.error(self.parameter, kind))?;
        members
            .into_iter()
            .map(|member| self.read(member, depth + 1))
            .collect()
    }

    /// The only value of a property.
    fn one(&self, node: TermId, property: &str) -> Result<Option<TermId>, Refusal> {
        match self.compiler.objects(node, property).as_slice() {
            [] => Ok(None),
            [value] => Ok(Some(*value)),
            _ => Err(self.invalid("a property has several values")),
        }
    }

    fn invalid(&self, reason: &'static str) -> Refusal {
        let kind = ShapesErrorKind::InvalidExpression { reason };
        self.compiler.error(self.parameter, kind).into()
    }
}
