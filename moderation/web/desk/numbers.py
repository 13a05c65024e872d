"""The page of numbers: what came and what became of it, how often people decided else, how long they took to."""

from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING

from babel.dates import format_date
from flask import Blueprint, request

from moderation import i18n
from moderation.errors import UnauthorisedError
from moderation.numbers import BINS, median_wait_s
from moderation.opinions import agreement
from moderation.web import auth, caller
from moderation.web.desk import charts, frame, pages, promises
from moderation.web.desk.charts import Series

if TYPE_CHECKING:
    from collections.abc import Sequence

    from flask import Response

    from moderation.numbers import Day, Numbers
    from moderation.web.desk.charts import Chart

SPANS = (7, 30, 90, 365)  # days
UNITS = (("days", 86_400), ("hours", 3_600), ("minutes", 60))
blueprint = Blueprint("numbers", __name__, url_prefix="/moderation/numbers")
blueprint.register_error_handler(UnauthorisedError, pages.to_the_door)


@blueprint.get("")
def shown() -> Response:
    """The numbers of the last ``?days=`` days."""
    site, desk = auth.site(), caller.desk()
    asked = request.args.get("days", "")
    span = int(asked) if asked in map(str, SPANS) else SPANS[1]
    found = desk.ledger.read(site.name, desk.clock(), span)
    weeks = _weeks(found.days) if span > SPANS[2] else [(day,) for day in found.days]
    return frame.page(
        "desk/numbers.html",
        site=site,
        person=auth.person(),
        here_is="numbers",
        spans=SPANS,
        span=span,
        numbers=found,
        received=sum(day.received for day in found.days),
        wait=_length(found.median_wait_s),
        arrivals=_arrivals(weeks),
        rulings=_rulings(weeks),
        waits=_waits(weeks),
        kappas=charts.points(_labels(weeks), Series("kappa", caller.text("desk-chart-kappa-head"), _kappas(weeks))),
        overruled=_overruled(found),
        scores=_scores(found),
        learning=promises.told(site.name),
        trainings=promises.trainings(site.name),
    )


def _length(seconds: float | None) -> str | None:
    """A waiting time in words."""
    return None if seconds is None else i18n.duration(caller.locale(), timedelta(seconds=seconds))


def _weeks(days: Sequence[Day]) -> list[Sequence[Day]]:
    """The days in sevens, the last of which is full."""
    odd = len(days) % 7
    return [part for part in (days[:odd], *(days[at : at + 7] for at in range(odd, len(days), 7))) if part]


def _labels(spans: Sequence[Sequence[Day]]) -> list[str]:
    return [format_date(span[0].day, "d MMM", locale=caller.locale()) for span in spans]


def _arrivals(spans: Sequence[Sequence[Day]]) -> Chart:
    """Comments by where the machine put them."""
    kinds = ("approved", "pending", "spam")
    return charts.columns(
        _labels(spans),
        [Series(k, caller.text(f"desk-put-{k}"), [sum(d.machine[k] for d in span) for span in spans]) for k in kinds],
    )


def _rulings(spans: Sequence[Sequence[Day]]) -> Chart:
    """People's rulings by outcome."""
    kinds = ("approved", "rejected", "spam")
    return charts.columns(
        _labels(spans),
        [Series(k, caller.text(f"desk-put-{k}"), [sum(d.ruled[k] for d in span) for span in spans]) for k in kinds],
    )


def _waits(spans: Sequence[Sequence[Day]]) -> Chart:
    """The median time until a first ruling, in the unit that suits the longest."""
    medians = [median_wait_s(span) for span in spans]
    longest = max((wait for wait in medians if wait is not None), default=0.0)
    unit, length_s = next((name, length) for name, length in UNITS if longest >= 2 * length or length == UNITS[-1][1])
    values = [None if wait is None else float(f"{wait / length_s:.2g}") for wait in medians]
    return charts.columns(_labels(spans), [Series("wait", caller.text(f"desk-unit-{unit}"), values)], is_small=True)


def _kappas(spans: Sequence[Sequence[Day]]) -> list[float | None]:
    return [agreement([each for day in span for each in day.judged_twice]).kappa for span in spans]


def _overruled(numbers: Numbers) -> Chart:
    """Of what the machine decided alone and a person looked at: what was left, and what was overruled."""
    o = numbers.overruled
    left, overruled = [o.published - o.taken_down, o.filed - o.rescued], [o.taken_down, o.rescued]
    return charts.columns(
        [caller.text("desk-over-published"), caller.text("desk-over-filed")],
        [
            Series("approved", caller.text("desk-over-left"), left),
            Series("spam", caller.text("desk-over-changed"), overruled),
        ],
    )


def _scores(numbers: Numbers) -> Chart:
    """How the model scored what people called ham, upwards, and spam, downwards."""
    labels = [caller.text("desk-share", share=n / BINS) for n in range(BINS)]
    return charts.columns(
        labels,
        [Series("approved", caller.text("desk-score-ham"), numbers.scores["ham"])],
        [Series("spam", caller.text("desk-score-spam"), numbers.scores["spam"])],
    )
