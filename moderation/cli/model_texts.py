"""What the model commands say."""

from __future__ import annotations

import dataclasses
from typing import TYPE_CHECKING, Any

from classifiers.scorer import ModelError, Scorer
from moderation.registry import BASE

if TYPE_CHECKING:
    from collections.abc import Iterator

    from moderation.desk import Desk
    from moderation.promises import Automatism, PromiseState
    from moderation.registry import Roles, Version
    from moderation.retraining import Trained

COMPARED = 2_000  # so many labelled comments, the oldest first, are scored by both models of a diff
TOLD = 10
WORDS = {
    "AUC": "ROC-AUC",
    "caught": "spam caught in budget",
    "Brier": "Brier score",
    "calibration": "calibration error",
}


def too_little(site: str, details: dict[str, Any]) -> str:
    """Why nothing was trained."""
    have = f"{details['ham']} ham and {details['spam']} spam"
    return f"{site}: too little to learn from: {have} labels; {details['needed']} are needed"


def trained(home: str, site: str, found: Trained) -> str:
    """A screenful: what was learned, how it compares, what became of it."""
    lines = [*found.summary, "", *figures(found.card), *(f"  {reason}" for reason in found.reasons), "", _fate(found)]
    lines.append(f"report: {report_url(home, site, found.version)}")
    return "\n".join(lines)


def report_url(home: str, site: str, version: str) -> str:
    """Where a moderator who is signed in reads the report."""
    return f"{home}/api/v1/models/{version}/report?site={site}"


def _fate(found: Trained) -> str:
    if found.promoted:
        return f"promoted: {found.version} takes over from {found.champion_before}, on every worker within seconds"
    if found.shadowing:
        grade = "better" if found.is_better else "not better"
        return f"in the shadow: {found.version} ({grade}) scores beside {found.champion_before} and decides nothing"
    return f"not better: {found.champion_before} stays on duty; {found.version} is kept for a look"


def figures(card: dict[str, Any]) -> Iterator[str]:
    """The gate's table, a line each."""
    for name, figure in card.get("figures", {}).items():
        verdict = "better" if figure["low"] > 0 else "worse" if figure["high"] < 0 else "alike"
        interval = f"{figure['low']:+.4f} to {figure['high']:+.4f}"
        seen = f"{figure['champion']:.4f} -> {figure['challenger']:.4f}"
        yield f"{WORDS.get(name, name):21} {seen}  gain {figure['gain']:+.4f} ({interval})  {verdict}"


def as_json(home: str, site: str, found: Trained) -> dict[str, Any]:
    """The same for programs."""
    outcome = "promoted" if found.promoted else "shadowing" if found.shadowing else "not-better"
    return {
        "outcome": outcome,
        "site": site,
        "version": found.version,
        "champion_before": found.champion_before,
        "is_better": found.is_better,
        "reasons": list(found.reasons),
        "figures": found.card.get("figures", {}),
        "thresholds": found.card.get("thresholds", {}),
        "promise": found.card.get("promise", {}),
        "labels": found.card.get("labels", {}),
        "report": report_url(home, site, found.version),
    }


def role(version: str, roles: Roles) -> str:
    """What a version does, '' where it does nothing."""
    told = [name for name, held in dataclasses.asdict(roles).items() if held == version]
    return ", ".join(told)


def line(version: Version, roles: Roles) -> str:
    """A version in a line."""
    labels = version.card.get("labels", {})
    learned = f"{labels.get('ham', '?')} ham {labels.get('spam', '?')} spam"
    stale = f"  to be trained again: {version.stale}" if version.stale else ""
    when = f"{version.created_at:%Y-%m-%d %H:%M}"
    return f"{version.version:24} {when}  {learned:22} {role(version.version, roles)}{stale}".rstrip()


def shipped_line(version: str, roles: Roles) -> str:
    """The shipped model in a line."""
    return f"{version:24} {'shipped':16}  {'':22} {role(BASE, roles)}".rstrip()


def shown_json(about: Version | None, roles: Roles, state: PromiseState, shadow: dict[str, int]) -> dict[str, Any]:
    """A version, the promise and the shadow's counts, for programs."""
    model = about.as_dict(roles) if about else {"version": BASE, "roles": ["champion"]}
    return {"model": model, "promise": dataclasses.asdict(state), "shadow": shadow}


def shown(about: Version | None, roles: Roles, state: PromiseState, shadow: dict[str, int]) -> Iterator[str]:
    """A version in a screenful, and how the site stands with its promise."""
    if about is None:
        yield "the shipped model; this site has trained none that is on duty"
    else:
        yield line(about, roles)
        yield f"sha256     {about.sha256} ({about.size:,} bytes)"
        yield f"parent     {about.card.get('parent', '-')}, code {about.card.get('code', '-')}"
        yield f"labels     fingerprint {about.card.get('fingerprint', '-')[:16]}"
        yield from figures(about.card)
        yield from (f"  {reason}" for reason in about.card.get("reasons", []))
    yield from promise(state)
    if shadow:
        yield "beside the champion (its outcome > this one's):"
        yield from (f"  {outcome}: {count}" for outcome, count in sorted(shadow.items()))


def promise(state: PromiseState) -> Iterator[str]:
    """The site's two sentences, and what stands behind each."""
    yield f"labels now {state.ham} ham, {state.spam} spam"
    yield f"promise    at most {state.blocked_ham:.2%} of real comments are put into spam"
    yield f"           {_automatism('spam filing', 'from', state.spam_filing)}"
    yield f"promise    at most {state.published_spam:.2%} of what is published unseen is spam"
    yield f"           {_automatism('publishing unseen', 'below', state.publishing)}"


def _automatism(name: str, where: str, found: Automatism) -> str:
    at = "off: comments wait" if found.threshold is None else f"{where} {found.threshold:.4f}, set by {found.by}"
    missing = [f"{found.more_ham} more approved comment{'s' * (found.more_ham > 1)}"] if found.more_ham else []
    missing += [f"{found.more_spam} more spam"] if found.more_spam else []
    until = f"; {' and '.join(missing)} until automatic {name} on this site's own proof" if missing else ""
    return f"{name} {at}{until}"


def differences(desk: Desk, site: str, one: str, other: str) -> Iterator[str]:
    """What differs between two versions, and the labelled comments they judge most differently.

    Raises NotFoundError, and ModelError where one cannot be used.
    """
    first, second = _scorer(desk, site, one), _scorer(desk, site, other)
    yield f"{first.version} against {second.version}"
    changed = int((first.artifact.weights != second.artifact.weights).sum())
    yield f"weights    {changed:,} of {len(first.artifact.weights):,} differ"
    for name in ("thresholds", "labels", "parent"):
        mine, theirs = first.card.get(name), second.card.get(name)
        if mine != theirs:
            yield f"{name:10} {mine} against {theirs}"
    moved = []
    for _, label in zip(range(COMPARED), desk.labels.read(site), strict=False):
        if label.document:
            scores = first.score(label.document), second.score(label.document)
            moved.append((abs(scores[0] - scores[1]), label.id, label.label, scores))
    moved.sort(reverse=True)
    yield f"comments   {len(moved)} labelled ones scored by both; the most different:"
    for _, comment_id, said, scores in moved[:TOLD]:
        yield f"  {comment_id}  {said:4}  {scores[0]:.3f} against {scores[1]:.3f}"


def _scorer(desk: Desk, site: str, version: str) -> Scorer:
    shipped = desk.scoring.scorer
    if version == BASE or (shipped and version == shipped.version):
        if shipped is None:
            raise ModelError("there is no shipped model")
        return shipped
    return Scorer.from_bytes(desk.registry.artifact(site, version))
