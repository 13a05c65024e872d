"""Words at the edge: what every message owes its readers, whoever wrote it."""

import re
from pathlib import Path

import moderation
from moderation import TRANSLATIONS
from moderation.config import LOCALES
from moderation.i18n import Translations


def test_no_french_line_breaks_before_its_signs():
    found = Translations(TRANSLATIONS)
    assert found.text("fr", "field-email").startswith("Cette adresse e-mail n’est pas valide\u202f; la forme")
    assert (
        found.text("fr", "person-comment", date="3 mars", article="Le levain") == "3 mars, sous «\u00a0Le levain\u00a0»"
    )
    assert found.text("fr", "form-summary-field", field="Nom", message="Trop long.") == "Nom\u00a0: Trop long."


def test_english_is_left_as_it_is_written():
    assert Translations(TRANSLATIONS).text("en", "form-summary-field", field="Name", message="No.") == "Name: No."


def test_every_reason_a_comment_may_have_has_words():
    source = "\n".join(file.read_text(encoding="utf-8") for file in Path(moderation.__file__).parent.rglob("*.py"))
    keys = set(re.findall(r'Reason\("([a-z-]+)"', source))
    assert "doubtful" in keys
    found = Translations(TRANSLATIONS)
    assert not [(locale, key) for locale in LOCALES for key in keys if not found.has(locale, f"desk-reason-{key}")]


def test_messages_have_typographic_apostrophes():
    for file in TRANSLATIONS.glob("*/*.ftl"):
        lines = [line for line in file.read_text(encoding="utf-8").splitlines() if not line.startswith("#")]
        assert not [line for line in lines if re.search(r"\w'\w", line)]
