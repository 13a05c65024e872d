"""README's shell blocks are run, word for word, against a service of the README's own."""

import os
import re
import subprocess
import sys
from pathlib import Path

import pytest

HOME = Path(__file__).resolve().parent.parent
README = (HOME / "README.md").read_text(encoding="utf-8")
BLOCKS = re.findall(r"^```sh\n(.*?)^```", README, re.MULTILINE | re.DOTALL)


def test_every_setting_of_the_service_has_a_row_in_the_table():
    source = (HOME / "moderation" / "config.py").read_text(encoding="utf-8")
    for name in re.findall(r'read\.\w+\("([A-Z_]+)"', source):
        assert f"`{name}`" in README, name


def test_every_setting_of_a_site_is_named():
    from moderation.sites import Site

    for name in Site(name="x").as_dict().keys() - {"name", "title", "language"}:
        assert f"`{name}" in README, name


@pytest.fixture(scope="module")
def served(tmp_path_factory):
    """A running service: (its address, its environment)."""
    from service import Service

    with Service(tmp_path_factory.mktemp("readme")) as service:
        yield service


@pytest.mark.parametrize("block", BLOCKS, ids=lambda block: block.split("\n")[0][:60])
def test_a_shell_block_does_what_it_says(served, block):
    written = block.replace("http://localhost:8000", served.url).replace(
        ".venv/bin/", f"{Path(sys.executable).parent}/"
    )
    done = subprocess.run(
        ["bash", "-euo", "pipefail", "-c", written],
        cwd=HOME,
        env=os.environ | served.environ,
        capture_output=True,
        text=True,
    )
    assert done.returncode == 0, done.stderr
    if "curl" in block:
        assert done.stdout.startswith("{"), done.stdout
