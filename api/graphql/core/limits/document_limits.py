"""What a document may cost: how long, deep and wide it may be, before it is validated."""

from collections.abc import Iterator
from typing import NamedTuple

from graphql import (
    DocumentNode,
    GraphQLError,
    GraphQLSchema,
    GraphQLSyntaxError,
    Lexer,
    NoSchemaIntrospectionCustomRule,
    Source,
    Token,
    TokenKind,
    parse,
    specified_rules,
    validate,
)
from graphql.validation import ASTValidationRule
from graphql.validation.validate import ValidationAbortedError
from strawberry.extensions import SchemaExtension
from strawberry.schema.validation_rules.maybe_null import MaybeNullValidationRule
from strawberry.schema.validation_rules.one_of import OneOfInputValidationRule

from api.graphql.core.limits.repeated_fields import repeated_pairs
from api.graphql.core.limits.unfolded_size import FragmentWithinItself, Measured, measured
from api.graphql.core.ringlog_schema import RinglogSchema
from api.live.errors import shortened
from api.live.survey import NUL

MOST_TOKENS = 2_000
MOST_PAIRS = 2_000
MOST_ERRORS = 5
LONGEST_NUMBER = 40  # characters; a 64-bit integer has at most 20, a double in full at most 24


class Bound(NamedTuple):
    """The most that there may be of something, and what is said of more."""

    measure: str
    most: int
    code: str
    sentence: str


BOUNDS = (
    Bound("depth", 15, "QUERY_TOO_DEEP", "The document has fields within fields {} levels deep; at most {} may be."),
    Bound("aliases", 30, "TOO_MANY_ALIASES", "The document has {} aliases; it may have at most {}."),
    Bound(
        "entries", 20_000, "QUERY_TOO_WIDE", "The document asks for lists with {} entries in all; at most {} may be."
    ),
    Bound(
        "selections",
        5_000,
        "TOO_MANY_FIELDS",
        "The document has {} fields when its fragments are unfolded; it may have at most {}.",
    ),
)


class NoIntrospection(NoSchemaIntrospectionCustomRule):
    """Refuses questions about the schema, where the configuration says so."""

    def report_error(self, error: GraphQLError) -> None:
        super().report_error(GraphQLError(error.message, error.nodes, extensions={"code": "INTROSPECTION_DISABLED"}))


class Limits(SchemaExtension):
    """Parses and checks documents within the limits."""

    introspection = True

    def on_parse(self) -> Iterator[None]:
        query = self.execution_context.query
        if query:
            self.execution_context.graphql_document = _document(query)
        yield

    def on_validate(self) -> Iterator[None]:
        asked = self.execution_context
        assert asked.graphql_document is not None
        assert isinstance(asked.schema, RinglogSchema)
        asked.pre_execution_errors = self._refusals(asked.schema.definition, asked.graphql_document)
        yield

    def _refusals(self, schema: GraphQLSchema, document: DocumentNode) -> list[GraphQLError]:
        """Why it isn't executed. Validation takes time that grows with the square of some of what is bounded."""
        return _beyond_bounds(schema, document) or _invalid(schema, document, introspection=self.introspection)


class LimitsWithoutIntrospection(Limits):
    """Also refuses questions about the schema, and tells nothing of it."""

    introspection = False


def _document(query: str) -> DocumentNode:
    """Raises GraphQLError if it is too long, or isn't GraphQL."""
    try:
        _require_good_tokens(query)
        return parse(query)
    except GraphQLSyntaxError as error:
        raise _refusal("SYNTAX_ERROR", shortened(error.message), error) from None


def _require_good_tokens(query: str) -> None:
    """Before anything is made of them: a parsed document takes some fifty times the memory of its text."""
    lexer = Lexer(Source(query))
    for _ in range(MOST_TOKENS + 1):
        token = lexer.advance()
        if token.kind is TokenKind.EOF:
            return
        _require_good_token(token)
    raise _refusal("QUERY_TOO_LONG", f"The document has more than {MOST_TOKENS} tokens.")


def _require_good_token(token: Token) -> None:
    value = token.value or ""
    if token.kind in (TokenKind.INT, TokenKind.FLOAT) and len(value) > LONGEST_NUMBER:
        raise _refusal("INVALID_INPUT", f"A number of the document has more than {LONGEST_NUMBER} characters.")
    if token.kind in (TokenKind.STRING, TokenKind.BLOCK_STRING) and NUL in value:
        raise _refusal("INVALID_INPUT", "A text of the document has the character U+0000, which no text may have.")


def _beyond_bounds(schema: GraphQLSchema, document: DocumentNode) -> list[GraphQLError]:
    try:
        refusals = list(_exceeded(measured(document, schema)))
    except RecursionError:
        return [_refusal("QUERY_TOO_DEEP", "The document is too deep to be read.")]
    except FragmentWithinItself as fragment:
        return [_refusal("VALIDATION_ERROR", shortened(f"Fragment '{fragment}' is spread within itself."))]
    if not refusals and repeated_pairs(document) > MOST_PAIRS:
        sentence = f"The document has more than {MOST_PAIRS} pairs of fields with the same name in the same place."
        refusals.append(_refusal("TOO_MANY_REPEATED_FIELDS", sentence))
    return refusals


def _exceeded(found: Measured) -> Iterator[GraphQLError]:
    for bound in BOUNDS:
        much: int = getattr(found, bound.measure)
        if much > bound.most:
            yield _refusal(bound.code, bound.sentence.format(much, bound.most))


def _invalid(schema: GraphQLSchema, document: DocumentNode, *, introspection: bool) -> list[GraphQLError]:
    """What the GraphQL specification says against it, in a few short errors."""
    rules: list[type[ASTValidationRule]] = [*specified_rules, MaybeNullValidationRule, OneOfInputValidationRule]
    if not introspection:
        rules.append(NoIntrospection)
    found = validate(schema, document, rules, MOST_ERRORS, hide_suggestions=not introspection)
    return [_coded(error) for error in found if not isinstance(error, ValidationAbortedError) or len(found) == 1]


def _coded(error: GraphQLError) -> GraphQLError:
    code = (error.extensions or {}).get("code", "VALIDATION_ERROR")
    return GraphQLError(shortened(error.message), (error.nodes or [])[:2], extensions={"code": code})


def _refusal(code: str, sentence: str, error: GraphQLError | None = None) -> GraphQLError:
    source, positions = (None, None) if error is None else (error.source, error.positions)
    return GraphQLError(sentence, source=source, positions=positions, extensions={"code": code})
