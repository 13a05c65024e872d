"""The moderators' API on the wire, as marshmallow schemas, each built once; OpenAPI comes from the same."""

from __future__ import annotations

from typing import Any, get_type_hints

from marshmallow import INCLUDE, RAISE, Schema, ValidationError, fields, validate

from moderation import comments
from moderation.review import REASON_MAX, RULINGS
from moderation.sites import Site
from moderation.web.promises import PromiseSchema

VERSION_MAX = 2**53  # what every JSON reader counts exactly
MANY_MAX = 500
TEXT_MAX = 100_000
TERM_MAX, TERMS_MAX = 200, 2_000

_REQUIRED: dict[str, Any] = {"required": "field-required", "null": "field-required"}
_TEXT = _REQUIRED | {"invalid": "field-not-text"}
_UNKNOWN = {"unknown": "field-unknown", "type": "malformed-json"}


class Whole(fields.Integer):
    """A whole number written as one: neither 1.0 nor "1" nor true."""

    def _deserialize(self, value: Any, attr: str | None, data: Any, **kwargs: Any) -> int:
        if isinstance(value, bool) or not isinstance(value, int):
            raise ValidationError(self.error_messages["invalid"])
        return super()._deserialize(value, attr, data, **kwargs)


class Number(fields.Float):
    """A finite number written as one."""

    def _deserialize(self, value: Any, attr: str | None, data: Any, **kwargs: Any) -> float:
        if isinstance(value, bool) or not isinstance(value, int | float):
            raise ValidationError(self.error_messages["invalid"])
        return super()._deserialize(value, attr, data, **kwargs)


class Truth(fields.Boolean):
    """True or false, not a word for it."""

    def _deserialize(self, value: Any, attr: str | None, data: Any, **kwargs: Any) -> bool:
        if not isinstance(value, bool):
            raise ValidationError(self.error_messages["invalid"])
        return bool(super()._deserialize(value, attr, data, **kwargs))


def _whole(low: int, high: int, **options: Any) -> Whole:
    wrong = f"field-range low={low} high={high}"
    return Whole(
        error_messages=_REQUIRED | {"invalid": wrong}, validate=validate.Range(low, high, error=wrong), **options
    )


def _text(limit: int, **options: Any) -> fields.String:
    too_long = validate.Length(max=limit, error=f"field-too-long limit={limit}")
    return fields.String(error_messages=_TEXT, validate=too_long, **options)


def _link(**options: Any) -> fields.Url:
    too_long = validate.Length(max=comments.WEBSITE_MAX, error=f"field-too-long limit={comments.WEBSITE_MAX}")
    messages = _REQUIRED | {"invalid": "field-website"}
    return fields.Url(schemes={"http", "https"}, error_messages=messages, validate=too_long, **options)


class Strict(Schema):
    """What is sent to us: an unknown field is an error."""

    class Meta:
        """Nothing is passed over in silence."""

        unknown = RAISE

    error_messages = _UNKNOWN


class RulingSchema(Strict):
    """A moderator's ruling on the version they saw."""

    action = fields.String(
        required=True,
        error_messages=_TEXT,
        validate=validate.OneOf(RULINGS, error=f"field-choice choices={','.join(RULINGS)}"),
    )
    version = _whole(1, VERSION_MAX, required=True, metadata={"description": "The version the moderator saw."})
    reason = _text(
        REASON_MAX,
        allow_none=True,
        load_default=None,
        metadata={"description": "For reject, one of the site's reject_reasons; else a note for the audit."},
    )


class RowSchema(RulingSchema):
    """One of many rulings."""

    id = _text(64, required=True)


class RulingsSchema(Strict):
    """Up to 500 rulings. Each is checked by itself, as a RowSchema: a bad one spoils no other."""

    rulings = fields.List(
        fields.Raw(),
        required=True,
        error_messages=_REQUIRED | {"invalid": f"field-rows limit={MANY_MAX}"},
        validate=validate.Length(1, MANY_MAX, error=f"field-rows limit={MANY_MAX}"),
    )


class ArticleChangeSchema(Strict):
    """What to change of an article; null takes a value away."""

    title = _text(comments.TITLE_MAX, allow_none=True)
    url = _link(allow_none=True)
    text = _text(
        TEXT_MAX, allow_none=True, metadata={"description": "Helps to judge whether a comment is to the point."}
    )
    is_open = Truth(error_messages=_REQUIRED | {"invalid": "field-truth"}, metadata={"description": "Takes comments."})


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
    status = fields.String(required=True, validate=validate.OneOf(list(comments.Status)))
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
    waiting_s = fields.Integer(required=True)
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
    status = fields.String(required=True, validate=validate.OneOf(list(comments.Status)))
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
    stands = fields.String(validate=validate.OneOf(list(comments.Status)))
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


class ArticleSchema(ArticleNoteSchema):
    """An article as moderators see it."""

    text = fields.String(required=True, allow_none=True)
    is_open = fields.Boolean(required=True)
    approved = fields.Integer(required=True)


class DaySchema(Schema):
    """One day's counts, UTC."""

    date = fields.Date(required=True)
    received = fields.Integer(required=True)
    machine = fields.Dict(keys=fields.String(), values=fields.Integer(), required=True)
    ruled = fields.Dict(keys=fields.String(), values=fields.Integer(), required=True)
    undone = fields.Integer(required=True)
    appeals = fields.Integer(required=True)


class OverruledSchema(Schema):
    """What people did with what the machine had published, or filed as spam."""

    published = fields.Integer(required=True, metadata={"description": "Published by the machine, ruled on by people."})
    taken_down = fields.Integer(required=True)
    filed = fields.Integer(required=True, metadata={"description": "Filed as spam by the machine, ruled on by people."})
    rescued = fields.Integer(required=True)


class AgreementSchema(Schema):
    """Cohen's kappa on what two moderators judged without knowing of each other."""

    items = fields.Integer(required=True)
    agreed = fields.Integer(required=True)
    kappa = fields.Float(required=True, allow_none=True)


class ScoresSchema(Schema):
    """How the model scored what people called ham and spam: counts in equal bins from 0 to 1."""

    bins = fields.Integer(required=True)
    ham = fields.List(fields.Integer(), required=True)
    spam = fields.List(fields.Integer(), required=True)


class NumbersSchema(Schema):
    """A site's numbers over some days."""

    days = fields.List(fields.Nested(DaySchema), required=True)
    overruled = fields.Nested(OverruledSchema, required=True)
    median_wait_s = fields.Float(required=True, allow_none=True, metadata={"description": "Of first rulings, ± 9 %."})
    agreement = fields.Nested(AgreementSchema, required=True)
    scores = fields.Nested(ScoresSchema, required=True)
    promise = fields.Nested(PromiseSchema, required=True)


def _setting(kind: Any) -> fields.Field[Any]:
    """The field of a setting of this type."""
    texts = fields.List(_text(TERM_MAX), error_messages=_REQUIRED | {"invalid": "field-list"})
    texts.validators = [validate.Length(max=TERMS_MAX, error=f"field-rows limit={TERMS_MAX}")]
    pair = fields.List(_whole(1, 1_000_000), error_messages=_REQUIRED | {"invalid": "field-list"})
    pair.validators = [validate.Length(equal=2, error="field-pair")]
    number = Number(error_messages=_REQUIRED | {"invalid": "field-number"}, allow_nan=False, allow_none=True)
    made: dict[Any, fields.Field[Any]] = {
        str: _text(TERM_MAX),
        bool: Truth(error_messages=_REQUIRED | {"invalid": "field-truth"}),
        int: _whole(0, 1_000_000),
        float: Number(error_messages=_REQUIRED | {"invalid": "field-number"}, allow_nan=False),
        float | None: number,
        str | None: _text(TERM_MAX, allow_none=True),
        int | None: _whole(0, 1_000_000, allow_none=True),
        tuple[str, ...]: texts,
        tuple[int, int]: pair,
    }
    return made[kind]


SettingsSchema = Strict.from_dict(
    {name: _setting(kind) for name, kind in get_type_hints(Site).items() if name != "name"}, name="SettingsSchema"
)
