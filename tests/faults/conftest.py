"""A real service for each test, which may be killed in any way."""

import pytest
from running import Service


@pytest.fixture
def data_dir(tmp_path):
    return tmp_path / "var"


@pytest.fixture
def service(data_dir, tmp_path):
    running = Service(data_dir, tmp_path / "service.log").start()
    yield running
    running.stop()
