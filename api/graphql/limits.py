"""What a document may cost: how long, deep and wide it may be."""

from collections.abc import Iterator
from functools import lru_cache
from typing import NamedTuple

from graphql import (
    DocumentNode,
    GraphQLError,
    GraphQLSyntaxError,
    Lexer,
    NoSchemaIntrospectionCustomRule,
    Source,
    TokenKind,
    ValidationContext,
    ValidationRule,
    parse,
)
from graphql.validation import ASTValidationRule
from strawberry.extensions import SchemaExtension
from strawberry.schema.schema import validate_document

from api.graphql.measure import measured

MOST_TOKENS = 2_000
KEPT_DOCUMENTS = 256
LONGEST_KEPT = 16_384  # characters


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
        "entries", 20_000, "QUERY_TOO_WIDE", "The document asks for pages of pages with {} entries; at most {} may be."
    ),
)


TOO_DEEP_TO_READ = GraphQLError("The document is too deep to be read.", extensions={"code": "QUERY_TOO_DEEP"})


class WithinBounds(ValidationRule):
    """Refuses a document that is too deep or too wide."""

    def __init__(self, context: ValidationContext) -> None:
        super().__init__(context)
        try:
            found = measured(context.document)
        except RecursionError:
            context.report_error(TOO_DEEP_TO_READ)
            return
        for bound in BOUNDS:
            much: int = getattr(found, bound.measure)
            if much > bound.most:
                context.report_error(_refusal(bound.code, bound.sentence.format(much, bound.most)))


class NoIntrospection(NoSchemaIntrospectionCustomRule):
    """Refuses questions about the schema, where the configuration says so."""

    def report_error(self, error: GraphQLError) -> None:
        super().report_error(GraphQLError(error.message, error.nodes, extensions={"code": "INTROSPECTION_DISABLED"}))


class Limits(SchemaExtension):
    """Parses and checks documents within the limits. Short ones are kept, so that a repeated one costs nothing."""

    rules: tuple[type[ASTValidationRule], ...] = (WithinBounds,)

    def on_parse(self) -> Iterator[None]:
        query = self.execution_context.query
        if query:
            parsed = _kept_document if len(query) <= LONGEST_KEPT else _document
            self.execution_context.graphql_document = parsed(query)
        yield

    def on_validate(self) -> Iterator[None]:
        asked = self.execution_context
        assert asked.query is not None
        assert asked.graphql_document is not None
        checked = _kept_check if len(asked.query) <= LONGEST_KEPT else validate_document
        schema, rules = asked.schema._schema, (*self.rules, *asked.validation_rules)  # noqa: SLF001  Strawberry's own way
        asked.pre_execution_errors = checked(schema, asked.graphql_document, rules)
        yield


class LimitsWithoutIntrospection(Limits):
    """Also refuses questions about the schema."""

    rules = (WithinBounds, NoIntrospection)


def _document(query: str) -> DocumentNode:
    """Raises GraphQLError if it is too long, or isn't GraphQL."""
    try:
        _require_few_tokens(query)
        return parse(query)
    except GraphQLSyntaxError as error:
        error.extensions = {"code": "SYNTAX_ERROR"}
        raise


_kept_document = lru_cache(KEPT_DOCUMENTS)(_document)
_kept_check = lru_cache(KEPT_DOCUMENTS)(validate_document)


def _require_few_tokens(query: str) -> None:
    """Before anything is made of them: a parsed document takes some fifty times the memory of its text."""
    lexer = Lexer(Source(query))
    for _ in range(MOST_TOKENS + 1):
        if lexer.advance().kind is TokenKind.EOF:
            return
    raise _refusal("QUERY_TOO_LONG", f"The document has more than {MOST_TOKENS} tokens.")


def _refusal(code: str, sentence: str) -> GraphQLError:
    return GraphQLError(sentence, extensions={"code": code})
