"""Articles, settings and numbers of a site on the wire, as marshmallow schemas; OpenAPI comes from the same."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, get_type_hints

from marshmallow import Schema, fields, validate

from moderation.comments import TITLE_MAX
from moderation.errors import InvalidSettingsError
from moderation.sites import Site
from moderation.web.desk.desk_schemas import ArticleNoteSchema
from moderation.web.desk.promises import PromiseSchema
from moderation.web.strict import REQUIRED, Number, Strict, Truth, link, text, whole

if TYPE_CHECKING:
    from moderation.errors import FieldError

TEXT_MAX = 100_000
TERM_MAX, TERMS_MAX = 200, 2_000


class ArticleChangeSchema(Strict):
    """What to change of an article; null takes a value away."""

    title = text(TITLE_MAX, allow_none=True)
    url = link(allow_none=True)
    text = text(
        TEXT_MAX, allow_none=True, metadata={"description": "Helps to judge whether a comment is to the point."}
    )
    is_open = Truth(error_messages=REQUIRED | {"invalid": "field-truth"}, metadata={"description": "Takes comments."})


class ArticleSchema(ArticleNoteSchema):
    """An article as moderators see it."""

    text = fields.String(required=True, allow_none=True)
    is_open = fields.Boolean(required=True)
    approved = fields.Integer(required=True)


class AgreementSchema(Schema):
    """Cohen's kappa on what two moderators judged without knowing of each other."""

    items = fields.Integer(required=True)
    agreed = fields.Integer(required=True)
    kappa = fields.Float(required=True, allow_none=True)


class DaySchema(Schema):
    """One day's counts, UTC."""

    date = fields.Date(required=True)
    received = fields.Integer(required=True)
    machine = fields.Dict(keys=fields.String(), values=fields.Integer(), required=True)
    ruled = fields.Dict(keys=fields.String(), values=fields.Integer(), required=True)
    undone = fields.Integer(required=True)
    appeals = fields.Integer(required=True)
    median_wait_s = fields.Float(required=True, allow_none=True, metadata={"description": "Of first rulings, ± 9 %."})
    agreement = fields.Nested(AgreementSchema, required=True)


class OverruledSchema(Schema):
    """What people did with what the machine had published, or filed as spam."""

    published = fields.Integer(required=True, metadata={"description": "Published by the machine, ruled on by people."})
    taken_down = fields.Integer(required=True)
    filed = fields.Integer(required=True, metadata={"description": "Filed as spam by the machine, ruled on by people."})
    rescued = fields.Integer(required=True)


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
    texts = fields.List(text(TERM_MAX), error_messages=REQUIRED | {"invalid": "field-list"})
    texts.validators = [validate.Length(max=TERMS_MAX, error=f"field-rows limit={TERMS_MAX}")]
    pair = fields.List(whole(1, 1_000_000), error_messages=REQUIRED | {"invalid": "field-list"})
    pair.validators = [validate.Length(equal=2, error="field-pair")]
    number = Number(error_messages=REQUIRED | {"invalid": "field-number"}, allow_nan=False, allow_none=True)
    made: dict[Any, fields.Field[Any]] = {
        str: text(TERM_MAX),
        bool: Truth(error_messages=REQUIRED | {"invalid": "field-truth"}),
        int: whole(0, 1_000_000),
        float: Number(error_messages=REQUIRED | {"invalid": "field-number"}, allow_nan=False),
        float | None: number,
        str | None: text(TERM_MAX, allow_none=True),
        int | None: whole(0, 1_000_000, allow_none=True),
        tuple[str, ...]: texts,
        tuple[int, int]: pair,
    }
    return made[kind]


_SettingsSchema = Strict.from_dict(
    {name: _setting(kind) for name, kind in get_type_hints(Site).items() if name != "name"}, name="_SettingsSchema"
)


class SettingsSchema(_SettingsSchema):  # type: ignore[misc,valid-type] # made from the settings' own types
    """The settings of a site, each as it is asked for."""

    def not_meant(self, readable: dict[str, Any]) -> dict[str, list[FieldError]]:
        """The settings that no site could have."""
        try:
            Site(name="any").changed(**readable)
        except InvalidSettingsError as error:
            return error.fields
        return {}
