"""What each route takes and answers, as a table: `moderation.web.openapi` makes the description of the API from it."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field

from marshmallow import Schema, fields, validate

from moderation.comments import Status
from moderation.numbers import DAYS_MAX
from moderation.queues import ORDERS
from moderation.web import answers, schemas
from moderation.web.desk import checks as other_systems
from moderation.web.desk import desk_schemas, models, people, queue, site_schemas
from moderation.web.reader import articles

PAGE, ATOM, PROMETHEUS = "text/html", "application/atom+xml", "text/plain"
Answer = type[Schema] | str | None  # JSON of this schema, another media type, or no body that matters

# paths that are no API: pages for people, and a protocol that its own pages describe
PAGES = ("/moderation", "/static/", "/articles/", "/1.1/", "/1.2/", "/api/v1/openapi.json")


class SiteQuery(Schema):
    """What every route understands."""

    site = fields.String(metadata={"description": "The site's name; the default site if left out."})


class ThreadQuery(SiteQuery):
    """Which comments of an article."""

    order = fields.String(validate=validate.OneOf(articles.ORDERS), metadata={"default": articles.ORDERS[0]})
    limit = fields.Integer(validate=validate.Range(1, articles.LIMIT_MAX), metadata={"default": articles.LIMIT_DEFAULT})
    cursor = fields.String(metadata={"description": "`next` of the page before."})


class CountsQuery(SiteQuery):
    """Which articles."""

    id = fields.List(
        fields.String(),
        required=True,
        validate=validate.Length(1, articles.COUNTS_MAX),
        metadata={"description": "Article ids, one `id=` each."},
    )


class ChecksQuery(SiteQuery):
    """Which checks of other systems."""

    status = fields.String(validate=validate.OneOf(list(Status)))
    limit = fields.Integer(validate=validate.Range(1, other_systems.LIMIT_MAX))
    cursor = fields.String(metadata={"description": "`next` of the page before."})


class QueueQuery(SiteQuery):
    """Which comments of the queue."""

    status = fields.String(validate=validate.OneOf(list(Status)), metadata={"default": Status.PENDING})
    order = fields.String(validate=validate.OneOf(ORDERS), metadata={"default": ORDERS[0]})
    q = fields.String(metadata={"description": "Words of the content or of the author's name."})
    article = fields.String(metadata={"description": "An article's id."})
    author = fields.String(metadata={"description": "An author's name, or whole address."})
    limit = fields.Integer(validate=validate.Range(1, queue.LIMIT_MAX), metadata={"default": queue.LIMIT_DEFAULT})
    cursor = fields.String(metadata={"description": "`next` of the page before."})


class NumbersQuery(SiteQuery):
    """Which days."""

    days = fields.Integer(validate=validate.Range(1, DAYS_MAX), metadata={"default": 30})


@dataclass(frozen=True, slots=True)
class Operation:
    """One route and method. ``problems`` are the statuses answered as problem+json, or a page for who prefers one."""

    summary: str
    replies: Mapping[int, Answer | tuple[Answer, ...]]
    problems: tuple[int, ...] = (404, 503)
    query: type[Schema] = SiteQuery
    body: type[Schema] | None = None
    form: type[Schema] | None = None
    is_conditional: bool = False
    headers: Mapping[str, str] = field(default_factory=dict)  # request headers with what they do


MODERATORS = (401, 403, 404, 422, 503)
CHANGES = (401, 403, 404, 409, 413, 415, 422, 503)
OPERATIONS: dict[str, Operation] = {
    "POST articles.submit": Operation(
        "Send a comment",
        replies={201: schemas.ReplySchema, 202: schemas.ReplySchema, 303: None},
        problems=(403, 404, 409, 413, 415, 422, 429, 503),
        body=schemas.SubmissionSchema,
        form=answers.FormSchema,
        headers={"Idempotency-Key": "A retried POST with the same key is answered the same, once stored; one day."},
    ),
    "GET articles.comments": Operation(
        "Read an article's approved comments",
        replies={200: schemas.ThreadSchema},
        problems=(404, 422, 503),
        query=ThreadQuery,
        is_conditional=True,
    ),
    "GET articles.counts": Operation(
        "Count the comments of many articles",
        replies={200: answers.ArticleCountsSchema},
        problems=(404, 422, 503),
        query=CountsQuery,
        is_conditional=True,
    ),
    "GET articles.feed": Operation(
        "Follow an article's comments as Atom",
        replies={200: ATOM},
        is_conditional=True,
    ),
    "POST wordpress.post": Operation(
        "Send a comment as a WordPress form does",
        replies={200: PAGE, 302: None},
        problems=(403, 404, 409, 413, 422, 429, 503),
        form=answers.WordPressSchema,
    ),
    "GET receipts.receipt": Operation(
        "Learn what became of one's comment", replies={200: (answers.ReceiptSchema, PAGE)}
    ),
    "POST receipts.appeal": Operation(
        "Appeal once against a refusal", replies={200: answers.ReceiptSchema, 303: None}, problems=(403, 404, 409, 503)
    ),
    "GET status.healthz": Operation(
        "Ask whether this process answers", replies={200: answers.HealthSchema}, problems=()
    ),
    "GET status.readyz": Operation(
        "Ask whether comments can be taken", replies={200: answers.ReadySchema, 503: answers.ReadySchema}, problems=()
    ),
    "GET status.figures": Operation(
        "Read the figures, for Prometheus",
        replies={200: PROMETHEUS},
        problems=(),
    ),
    "GET checks.list_checks": Operation(
        "List other systems' checks",
        replies={200: answers.ChecksSchema},
        problems=(401, 403, 404, 422, 503),
        query=ChecksQuery,
    ),
    "POST checks.rule": Operation(
        "Rule on another system's check",
        replies={200: answers.CheckSchema},
        problems=(401, 403, 404, 413, 422, 503),
        body=other_systems.CheckRulingSchema,
    ),
    "GET queue.listing": Operation(
        "Read the moderation queue",
        replies={200: desk_schemas.QueueSchema},
        problems=MODERATORS,
        query=QueueQuery,
    ),
    "GET queue.comment": Operation(
        "Read one comment as a moderator", replies={200: desk_schemas.ItemSchema}, problems=MODERATORS
    ),
    "POST queue.rule": Operation(
        "Rule on a comment",
        replies={200: desk_schemas.RuledSchema},
        problems=CHANGES,
        body=desk_schemas.RulingSchema,
    ),
    "POST queue.rule_many": Operation(
        "Rule on many comments",
        replies={200: desk_schemas.OutcomesSchema},
        problems=CHANGES,
        body=desk_schemas.RulingsSchema,
    ),
    "GET queue.history": Operation(
        "Read what was done to a comment", replies={200: desk_schemas.HistorySchema}, problems=MODERATORS
    ),
    "POST queue.reveal": Operation(
        "See an author's address, on record", replies={200: desk_schemas.RevealedSchema}, problems=MODERATORS
    ),
    "POST queue.looking": Operation(
        "Tell other moderators what one looks at", replies={204: None}, problems=MODERATORS
    ),
    "GET queue.article": Operation(
        "Read what is known of an article", replies={200: site_schemas.ArticleSchema}, problems=MODERATORS
    ),
    "PATCH queue.change_article": Operation(
        "Change an article, close or open it",
        replies={200: site_schemas.ArticleSchema},
        problems=CHANGES,
        body=site_schemas.ArticleChangeSchema,
    ),
    "GET sites.numbers": Operation(
        "Read what the desk has done: days by outcome, waiting times, agreement, scores",
        replies={200: site_schemas.NumbersSchema},
        problems=MODERATORS,
        query=NumbersQuery,
    ),
    "GET models.listing": Operation(
        "Read which models a site has, and who is on duty", replies={200: models.ModelsSchema}, problems=MODERATORS
    ),
    "GET models.show": Operation("Read one model's card", replies={200: models.ModelSchema}, problems=MODERATORS),
    "GET models.report": Operation("Read the report of a model's training", replies={200: PAGE}, problems=MODERATORS),
    "GET people.export": Operation(
        "Hand out all a person wrote",
        replies={200: (people.ExportSchema, PAGE)},
        problems=(401, 403, 404, 413, 415, 422, 503),
        headers={people.HEADER: "The person's address, unless the body says it."},
    ),
    "DELETE people.erase": Operation(
        "Forget a person",
        replies={200: people.ErasedSchema},
        problems=(401, 403, 404, 413, 415, 422, 503),
        headers={people.HEADER: "The person's address, unless the body says it."},
        body=people.PersonSchema,
    ),
    "GET sites.show": Operation("Read a site's settings", replies={200: answers.SiteSchema}, problems=MODERATORS),
    "PATCH sites.change": Operation(
        "Change a site's settings",
        replies={200: answers.SiteSchema},
        problems=CHANGES,
        body=site_schemas.SettingsSchema,
    ),
}


def is_page(path: str) -> bool:
    """Whether a path is for people, or described elsewhere."""
    return path == "/" or path.startswith(PAGES)
