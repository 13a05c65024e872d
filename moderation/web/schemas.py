"""What is read from and written to the wire: marshmallow schemas, each built once; OpenAPI comes from the same."""

from __future__ import annotations

from typing import Any

from marshmallow import EXCLUDE, INCLUDE, RAISE, Schema, ValidationError, fields, pre_load, validate

from moderation import comments
from moderation.errors import FieldError, InvalidSubmissionError
from moderation.sites import Site

IDEMPOTENCY_KEY_MAX = 255
_CONTROL = dict.fromkeys([*range(9), 11, 12, *range(14, 32), 127])  # all but tab, line feed and carriage return
_SURROGATES = dict.fromkeys(range(0xD800, 0xE000), "\ufffd")
_MESSAGES: dict[str, Any] = {"required": "field-required", "null": "field-required", "invalid": "field-not-text"}


def legible(text: str) -> str:
    """The text without control characters; lone surrogates, which no encoding can write, are replacement characters."""
    return text.translate(_CONTROL).translate(_SURROGATES)


def _text(limit: int, description: str) -> fields.String:
    """A text of at most so many characters; whether it is required is the site's choice, made in `load`."""
    return fields.String(
        error_messages=_MESSAGES,
        validate=validate.Length(max=limit, error=f"field-too-long limit={limit}"),
        metadata={"description": description},
    )


class SubmissionSchema(Schema):
    """A comment as an article's page sends it."""

    class Meta:
        """Field order is the form's."""

        unknown = RAISE

    error_messages = {"unknown": "field-unknown", "type": "malformed-json"}  # noqa: RUF012 (marshmallow's own attribute)

    author = _text(comments.AUTHOR_MAX, "The name shown with the comment.")
    email = fields.Email(
        error_messages=_MESSAGES | {"invalid": "field-email"},
        validate=validate.Length(max=comments.EMAIL_MAX, error=f"field-too-long limit={comments.EMAIL_MAX}"),
        metadata={"description": "Never published; kept encrypted."},
    )
    content = _text(comments.CONTENT_MAX, "The comment: text, with a little Markdown.")
    website = fields.Url(
        schemes={"http", "https"},
        error_messages=_MESSAGES | {"invalid": "field-website"},
        validate=validate.Length(max=comments.WEBSITE_MAX, error=f"field-too-long limit={comments.WEBSITE_MAX}"),
        metadata={"description": "The author's own site, http or https."},
    )
    parent_id = _text(64, "The id of the comment this one replies to.")
    title = _text(comments.TITLE_MAX, "The article's title, kept when the article is new.")
    url = fields.Url(
        schemes={"http", "https"},
        error_messages=_MESSAGES | {"invalid": "field-website"},
        validate=validate.Length(max=comments.WEBSITE_MAX, error=f"field-too-long limit={comments.WEBSITE_MAX}"),
        metadata={
            "description": "The article's address, kept when the article is new and the origin is on the site's list."
        },
    )

    @pre_load
    def drop_blanks(self, sent: Any, **_: Any) -> Any:
        """A blank field is a missing one; control characters and lone surrogates, which no text has, are taken out."""
        if not isinstance(sent, dict):
            return sent
        cleaned = {k: legible(v).strip() if isinstance(v, str) else v for k, v in sent.items()}
        return {k: v for k, v in cleaned.items() if v not in ("", None)}


_JSON = SubmissionSchema()
_FORM = SubmissionSchema(unknown=EXCLUDE)


def load(sent: Any, site: Site, *, is_form: bool) -> dict[str, str]:
    """The checked fields; raises InvalidSubmissionError naming every wrong one at once."""
    wrong: dict[str, list[FieldError]] = {}
    try:
        checked: dict[str, str] = (_FORM if is_form else _JSON).load(_with_scheme(sent) if is_form else sent)
    except ValidationError as cause:
        wrong = field_errors(cause.messages_dict)
        checked = cause.valid_data if isinstance(cause.valid_data, dict) else {}
    for name in site.required:
        if name not in checked and name not in wrong:
            wrong[name] = [FieldError("field-required")]
    if wrong:
        raise InvalidSubmissionError(wrong)
    return checked


def _with_scheme(sent: dict[str, Any]) -> dict[str, Any]:
    """People type example.org into a form."""
    website = str(sent.get("website") or "").strip()
    return sent | {"website": f"https://{website}"} if website and "://" not in website and ":" not in website else sent


def field_errors(messages: dict[str, Any]) -> dict[str, list[FieldError]]:
    """Marshmallow's messages, which we wrote as 'key name=figure' or 'key name=words', as errors."""
    return {
        str(name): [_field_error(text) for text in found] for name, found in messages.items() if isinstance(found, list)
    }


def _field_error(text: str) -> FieldError:
    key, *figures = text.split()
    pairs = (figure.partition("=") for figure in figures)
    return FieldError(key, {name: int(value) if value.isdecimal() else value for name, _, value in pairs})


class ReplySchema(Schema):
    """What the sender of a comment is told."""

    id = fields.String(required=True)
    status = fields.String(required=True, validate=validate.OneOf(["approved", "pending"]))
    status_url = fields.Url(required=True, metadata={"description": "Private to the author; expires."})


class CommentSchema(Schema):
    """A comment as the article's page shows it: no address, no mark of one."""

    id = fields.String(required=True)
    parent_id = fields.String(required=True, allow_none=True)
    author = fields.String(required=True, allow_none=True)
    website = fields.String(required=True, allow_none=True)
    content = fields.String(required=True, allow_none=True)
    html = fields.String(required=True, metadata={"description": "The content rendered safe."})
    created_at = fields.DateTime(required=True)
    is_withdrawn = fields.Boolean(required=True, metadata={"description": "Only its replies are still shown."})
    replies = fields.List(fields.Nested(lambda: CommentSchema()), required=True)  # noqa: PLW0108 (the class names itself)


class ThreadSchema(Schema):
    """Some of an article's comments."""

    comments = fields.List(fields.Nested(CommentSchema), required=True)
    next = fields.String(required=True, allow_none=True, metadata={"description": "Cursor of the following comments."})
    count = fields.Integer(required=True)
    is_open = fields.Boolean(required=True)


class ProblemSchema(Schema):
    """An error, RFC 9457."""

    class Meta:
        """An error's own particulars come beside (section 3.2)."""

        unknown = INCLUDE

    type = fields.String(required=True)
    title = fields.String(required=True)
    status = fields.Integer(required=True)
    errors = fields.Dict(keys=fields.String(), values=fields.List(fields.String()))
