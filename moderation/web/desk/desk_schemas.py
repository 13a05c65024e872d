"""The queue and its rulings on the wire, as marshmallow schemas, each built once; OpenAPI comes from the same."""

from __future__ import annotations

from marshmallow import INCLUDE, Schema, fields, validate

from moderation.comments import Status
from moderation.review import REASON_MAX, RULINGS
from moderation.web.strict import REQUIRED, TEXT, Strict, text, whole

VERSION_MAX = 2**53  # what every JSON reader counts exactly
MANY_MAX = 500


class RulingSchema(Strict):
    """A moderator's ruling on the version they saw."""

    action = fields.String(
        required=True,
        error_messages=TEXT,
        validate=validate.OneOf(RULINGS, error=f"field-choice choices={','.join(RULINGS)}"),
    )
    version = whole(1, VERSION_MAX, required=True, metadata={"description": "The version the moderator saw."})
    reason = text(
        REASON_MAX,
        allow_none=True,
        load_default=None,
        metadata={"description": "For reject, one of the site's reject_reasons; else a note for the audit."},
    )


class RowSchema(RulingSchema):
    """One of many rulings."""

    id = text(64, required=True)


class RulingsSchema(Strict):
    """Up to 500 rulings. Each is checked by itself, as a RowSchema: a bad one spoils no other."""

    rulings = fields.List(
        fields.Raw(allow_none=True),  # null is a bad row like another
        required=True,
        error_messages=REQUIRED | {"invalid": f"field-rows limit={MANY_MAX}"},
        validate=validate.Length(1, MANY_MAX, error=f"field-rows limit={MANY_MAX}"),
    )


class ReasonSchema(Schema):
    """Why a decision was taken."""

    key = fields.String(required=True)
    text = fields.String(required=True, metadata={"description": "In the reader's language."})
    detail = fields.String(required=True, allow_none=True, metadata={"description": "The word, host or figure."})


class ClueSchema(Schema):
    """What weighed in the model's opinion; weights are log-odds, positive for spam."""

    token = fields.String(required=True)
    field = fields.String(required=True, metadata={"description": "Where it stands: text, author, url …"})
    start = fields.Integer(required=True, allow_none=True)
    end = fields.Integer(required=True, allow_none=True)
    weight = fields.Float(required=True)


class ArticleNoteSchema(Schema):
    """The article a comment stands under."""

    id = fields.String(required=True)
    title = fields.String(required=True, allow_none=True)
    url = fields.String(required=True, allow_none=True)


class AuthorRecordSchema(Schema):
    """How many comments of this author stand where, this one included."""

    approved = fields.Integer(required=True)
    pending = fields.Integer(required=True)
    spam = fields.Integer(required=True)
    rejected = fields.Integer(required=True)


class ItemSchema(Schema):
    """A comment with what a moderator needs to decide."""

    id = fields.String(required=True)
    version = fields.Integer(required=True)
    status = fields.String(required=True, validate=validate.OneOf(list(Status)))
    score = fields.Float(required=True, allow_none=True)
    reasons = fields.List(fields.Nested(ReasonSchema), required=True)
    clues = fields.List(fields.Nested(ClueSchema), required=True)
    content = fields.String(required=True)
    html = fields.String(required=True, metadata={"description": "The content rendered safe."})
    author = fields.String(required=True, allow_none=True)
    email = fields.String(required=True, allow_none=True, metadata={"description": "Masked; reveal shows it whole."})
    website = fields.String(required=True, allow_none=True)
    parent_id = fields.String(required=True, allow_none=True)
    lang = fields.String(required=True, allow_none=True)
    article = fields.Nested(ArticleNoteSchema, required=True)
    author_record = fields.Nested(AuthorRecordSchema, required=True, allow_none=True)
    created_at = fields.DateTime(required=True)
    waiting_s = fields.Integer(
        required=True, metadata={"description": "Since it came, was imported or was appealed; 0: it does not wait."}
    )
    appeals = fields.Integer(required=True)
    model = fields.String(required=True, allow_none=True)
    decided_by = fields.String(required=True, allow_none=True, metadata={"description": "null: the machine."})
    decided_at = fields.DateTime(required=True, allow_none=True)
    looking = fields.List(fields.String(), required=True, metadata={"description": "Who else has it before them."})


class CountsSchema(Schema):
    """How many comments stand in each status, and how many open appeals there are."""

    pending = fields.Integer(required=True)
    approved = fields.Integer(required=True)
    spam = fields.Integer(required=True)
    rejected = fields.Integer(required=True)
    appeals = fields.Integer(required=True)


class QueueSchema(Schema):
    """Some of the queue. A search reads 5,000 comments a request at most: go on while ``next`` is not null."""

    comments = fields.List(fields.Nested(ItemSchema), required=True)
    next = fields.String(required=True, allow_none=True, metadata={"description": "Cursor of the following ones."})
    total = fields.Integer(required=True)
    is_total_exact = fields.Boolean(
        required=True, metadata={"description": "False: a search has found so many so far."}
    )
    counts = fields.Nested(CountsSchema, required=True)


class RuledSchema(Schema):
    """How a comment stands after a ruling."""

    id = fields.String(required=True)
    status = fields.String(required=True, validate=validate.OneOf(list(Status)))
    version = fields.Integer(required=True)
    decided_by = fields.String(required=True, allow_none=True)
    decided_at = fields.DateTime(required=True, allow_none=True)


class OutcomeSchema(Schema):
    """What became of one of many rulings; ``status`` is that of HTTP, ``stands`` the comment's."""

    class Meta:
        """An error's own particulars come beside."""

        unknown = INCLUDE

    id = fields.String(required=True, allow_none=True)
    status = fields.Integer(required=True, validate=validate.OneOf([200, 404, 409, 422]))
    stands = fields.String(validate=validate.OneOf(list(Status)))
    version = fields.Integer()
    action = fields.String(allow_none=True)
    by = fields.String(allow_none=True)
    at = fields.DateTime(allow_none=True)
    title = fields.String()
    errors = fields.Dict(keys=fields.String(), values=fields.List(fields.String()))


class OutcomesSchema(Schema):
    """What became of each ruling, in the order sent."""

    rulings = fields.List(fields.Nested(OutcomeSchema), required=True)


class DeedSchema(Schema):
    """One entry of the audit."""

    at = fields.DateTime(required=True)
    by = fields.String(required=True, allow_none=True, metadata={"description": "null: the machine, or the author."})
    action = fields.String(required=True, allow_none=True, metadata={"description": "null: the machine's decision."})
    from_ = fields.String(required=True, allow_none=True, data_key="from")
    to = fields.String(required=True)
    version = fields.Integer(required=True)
    reason = fields.String(required=True, allow_none=True)
    reasons = fields.List(fields.Nested(ReasonSchema), required=True)


class HistorySchema(Schema):
    """Everything that was done to a comment, oldest first."""

    history = fields.List(fields.Nested(DeedSchema), required=True)


class RevealedSchema(Schema):
    """An author's address."""

    id = fields.String(required=True)
    email = fields.String(required=True, allow_none=True)
