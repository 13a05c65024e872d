"""What else is read from forms and written to the wire, as marshmallow schemas: the description is made from them."""

from __future__ import annotations

from marshmallow import Schema, fields, validate

from moderation.comments import Status
from moderation.web.desk.site_schemas import SettingsSchema
from moderation.web.schemas import SubmissionSchema

_STATUS = validate.OneOf(list(Status))


class FormSchema(SubmissionSchema):
    """A comment as a page's form sends it: unknown fields are passed over."""

    class Meta:
        """A form may have fields of its own."""

        unknown = "exclude"

    form_token = fields.String(metadata={"description": "As the form was shown with; says how long the visitor took."})
    homepage = fields.String(metadata={"description": "A trap that people do not see: leave it empty."})
    consent = fields.String(metadata={"description": "Any text: this browser wishes to be recognised."})
    redirect_to = fields.String(metadata={"description": "Where to lead, if the site's origins allow it."})


class WordPressSchema(Schema):
    """A comment as a WordPress theme's form sends it."""

    comment_post_ID = fields.String(required=True, metadata={"description": "The article's id."})  # noqa: N815 (core's name)
    author = fields.String()
    email = fields.String()
    url = fields.String(metadata={"description": "The author's own site."})
    comment = fields.String()
    comment_parent = fields.String(metadata={"description": "0 for none."})
    redirect_to = fields.String()


class ArticleCountsSchema(Schema):
    """How many approved comments each article has."""

    counts = fields.Dict(keys=fields.String(), values=fields.Integer(), required=True)


class ReceiptSchema(Schema):
    """What became of a comment, for its author alone."""

    id = fields.String(required=True)
    status = fields.String(required=True, validate=validate.OneOf(["approved", "pending", "rejected"]))
    reason = fields.String(required=True, allow_none=True, metadata={"description": "The class of a refusal."})
    url = fields.String(required=True, allow_none=True, metadata={"description": "Where it stands, once approved."})
    appealed = fields.Boolean(required=True)
    appeal_url = fields.String(required=True, allow_none=True, metadata={"description": "null: none to make."})


class HealthSchema(Schema):
    """This process answers."""

    status = fields.String(required=True, validate=validate.OneOf(["ok"]))


class PromiseSchema(Schema):
    """What the store promises of a comment it acknowledged."""

    appendonly = fields.String(required=True)
    appendfsync = fields.String(required=True)
    promise = fields.String(required=True)


class ReadySchema(Schema):
    """Whether comments can be taken."""

    status = fields.String(required=True, validate=validate.OneOf(["ready", "degraded", "unavailable"]))
    model = fields.String(required=True, allow_none=True, metadata={"description": "The version on duty."})
    scoring = fields.String(required=True)
    store = fields.Raw(required=True, metadata={"description": "Its promise, or `unreachable`."})


class CheckReasonSchema(Schema):
    """Why a check was answered so."""

    key = fields.String(required=True)
    detail = fields.String(required=True, allow_none=True)


class CheckClueSchema(Schema):
    """What weighed in the model's opinion; weights are log-odds, positive for spam."""

    token = fields.String(required=True)
    field = fields.String(required=True)
    start = fields.Integer(required=True, allow_none=True)
    end = fields.Integer(required=True, allow_none=True)
    weight = fields.Float(required=True)


class CheckSchema(Schema):
    """A check that came by Akismet's protocol."""

    id = fields.String(required=True)
    at = fields.DateTime(required=True)
    blog = fields.String(required=True)
    permalink = fields.String(required=True, allow_none=True)
    comment_type = fields.String(required=True, allow_none=True)
    author = fields.String(required=True, allow_none=True)
    website = fields.String(required=True, allow_none=True)
    content = fields.String(required=True)
    status = fields.String(required=True, validate=_STATUS)
    answer = fields.String(required=True)
    score = fields.Float(required=True, allow_none=True)
    reasons = fields.List(fields.Nested(CheckReasonSchema), required=True)
    clues = fields.List(fields.Nested(CheckClueSchema), required=True)
    label = fields.String(required=True, allow_none=True)
    labelled_by = fields.String(required=True, allow_none=True)


class ChecksSchema(Schema):
    """Some of the checks, newest first."""

    checks = fields.List(fields.Nested(CheckSchema), required=True)
    next = fields.String(required=True, allow_none=True)


class SiteSchema(SettingsSchema):
    """A site's settings."""

    name = fields.String(required=True)
