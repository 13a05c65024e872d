"""JSON that is sent to us: nothing is taken for what it is not, and every error is a message's key with its figures."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from marshmallow import RAISE, Schema, ValidationError, fields, validate

from moderation.comments import WEBSITE_MAX

if TYPE_CHECKING:
    from moderation.errors import FieldError

REQUIRED: dict[str, Any] = {
    "required": "field-required",
    "null": "field-required",
    "special": "field-number",
    "too_large": "field-number",
}
TEXT = REQUIRED | {"invalid": "field-not-text", "invalid_utf8": "field-not-text"}


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


def whole(low: int, high: int, **options: Any) -> Whole:
    """A whole number in this range."""
    wrong = f"field-range low={low} high={high}"
    return Whole(
        error_messages=REQUIRED | {"invalid": wrong}, validate=validate.Range(low, high, error=wrong), **options
    )


def text(limit: int, **options: Any) -> fields.String:
    """A text of at most so many characters."""
    too_long = validate.Length(max=limit, error=f"field-too-long limit={limit}")
    return fields.String(error_messages=TEXT, validate=too_long, **options)


def link(**options: Any) -> fields.Url:
    """An http or https address."""
    too_long = validate.Length(max=WEBSITE_MAX, error=f"field-too-long limit={WEBSITE_MAX}")
    messages = REQUIRED | {"invalid": "field-website"}
    return fields.Url(schemes={"http", "https"}, error_messages=messages, validate=too_long, **options)


class Strict(Schema):
    """What is sent to us: an unknown field is an error."""

    class Meta:
        """Nothing is passed over in silence."""

        unknown = RAISE

    error_messages = {"unknown": "field-unknown", "type": "malformed-json"}  # noqa: RUF012 (marshmallow's own attribute)

    def not_meant(self, readable: dict[str, Any]) -> dict[str, list[FieldError]]:  # noqa: ARG002 (for those who know)
        """What could not be meant among the fields that could be read: told at once with those that could not."""
        return {}
