"""The layers of ARCHITECTURE.md: imports point down only."""

import ast
from pathlib import Path

import pytest

HOME = Path(__file__).resolve().parent.parent

# a module may import those of its own layer's row or below; ARCHITECTURE.md draws it
LAYERS = [
    {"errors", "comments", "lifeline"},
    {"sites", "i18n", "metrics", "config", "keyspace", "rates", "records", "standing"},
    {"policy", "importers"},
    {
        "connection",
        "store",
        "arrivals",
        "threads",
        "rulings",
        "limits",
        "tokens",
        "addresses",
        "scoring",
        "notices",
        "mailing",
        "webhooks",
        "accounts",
        "sessions",
        "api_tokens",
        "cursors",
        "queues",
        "presence",
        "opinions",
        "numbers",
        "labels",
        "registry",
    },
    {"desk"},
    {"intake", "review", "migration", "retraining", "promises", "people", "retention", "akismet"}
    | {"digests", "letters", "courier"},
    {"cli", "web"},
    {"", "__main__"},
]
FLASK = {"flask", "werkzeug", "click"}
STRANGERS_TO_CLASSIFIERS = {"moderation", "flask", "redis", "marshmallow"}
SERVING = ["documents", "features", "scorer"]


def modules(package):
    return sorted((HOME / package).rglob("*.py"))


def imported(path):
    """Every name a file imports, dotted; imports for typing only are left out, they bind nothing."""
    tree = ast.parse(path.read_text(encoding="utf-8"))
    for node in ast.walk(tree):
        if isinstance(node, ast.If) and getattr(node.test, "id", "") == "TYPE_CHECKING":
            node.body = []
    for node in ast.walk(tree):
        if isinstance(node, ast.Import):
            yield from (alias.name for alias in node.names)
        elif isinstance(node, ast.ImportFrom) and node.module:
            yield from (f"{node.module}.{alias.name}" for alias in node.names)


def part(path):
    """The part of moderation a file belongs to: store, web, cli …"""
    inner = path.relative_to(HOME / "moderation").parts
    return "" if inner == ("__init__.py",) else inner[0].removesuffix(".py")


def floor(name):
    return next((number for number, row in enumerate(LAYERS) if name in row), None)


@pytest.mark.parametrize("path", modules("moderation"), ids=lambda p: str(p.relative_to(HOME)))
def test_imports_point_down(path):
    own = floor(part(path))
    assert own is not None, f"{path.name} has no layer: give it one in LAYERS and in ARCHITECTURE.md"
    for name in imported(path):
        if name.startswith("moderation."):
            below = floor(name.split(".")[1])
            assert below is None or below <= own, f"{path.name} imports {name}, which is above it"


@pytest.mark.parametrize("path", modules("moderation"), ids=lambda p: str(p.relative_to(HOME)))
def test_only_the_edge_knows_flask(path):
    if part(path) not in {"", "cli", "web"}:
        assert not {name.split(".")[0] for name in imported(path)} & FLASK


@pytest.mark.parametrize("path", modules("classifiers"), ids=lambda p: str(p.relative_to(HOME)))
def test_the_classifier_stands_alone(path):
    assert not {name.split(".")[0] for name in imported(path)} & STRANGERS_TO_CLASSIFIERS


@pytest.mark.parametrize("name", SERVING)
def test_serving_needs_no_scikit_learn(name):
    roots = {found.split(".")[0] for found in imported(HOME / "classifiers" / f"{name}.py")}
    assert not roots & {"sklearn", "scipy", "joblib"}
