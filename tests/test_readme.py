"""README's shell blocks are run, word for word, against a service of the README's own."""

import os
import re
import subprocess
import sys
from pathlib import Path

import pytest
from service import Service

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
    with Service(tmp_path_factory.mktemp("readme")) as service:
        yield service


def run(service, block):
    """What a block prints, its addresses and paths being this service's."""
    written = block.replace("http://localhost:8000", service.url)
    written = written.replace(".venv/bin/", f"{Path(sys.executable).parent}/").replace("var/", f"{service.data_dir}/")
    environ = os.environ | service.environ
    done = subprocess.run(
        ["bash", "-euo", "pipefail", "-c", written], cwd=HOME, env=environ, capture_output=True, text=True
    )
    assert done.returncode == 0, done.stderr
    return done.stdout


@pytest.mark.parametrize("block", BLOCKS, ids=lambda block: block.split("\n")[0][:60])
def test_a_shell_block_does_what_it_says(served, block):
    printed = run(served, block)
    if "curl" in block:
        assert printed.startswith("{"), printed


def test_moving_from_akismet_is_followed_to_its_proof(served, tmp_path):
    """The page's own commands, in order; only paths, the port and the resolution of the name are the test's."""
    page = README[README.index("## Moving from Akismet") : README.index("## Keep and watch")]
    blocks = re.findall(r"^```(?:sh)?\n(.*?)^```", page, re.MULTILINE | re.DOTALL)
    add, certificate, door, _hosts, proof = blocks
    key = run(served, add).splitlines()[-1]
    run(served, certificate)
    words = (
        door.replace('"', "").replace("$PWD/var", str(served.data_dir)).replace("var/", f"{served.data_dir}/").split()
    )
    environ = dict(
        word.split("=", 1) for word in words if "=" in word and word[0].isupper() and not word.startswith("PORT=")
    )
    with Service(served.data_dir, **environ) as second:
        resolve = f"--noproxy '*' --resolve rest.akismet.com:{second.port}:127.0.0.1"
        asked = proof.replace("curl", f"curl -s {resolve}").replace(
            "rest.akismet.com/1.1", f"rest.akismet.com:{second.port}/1.1"
        )
        assert run(served, asked.replace("YOURKEY", key)) == "valid"
        assert run(served, asked.replace("YOURKEY", "123456789012")) == "invalid"
