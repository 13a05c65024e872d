"""Settings: read once, and refused where they could be meant otherwise."""

import shutil

import pytest

from moderation.config import BASE_MODEL, Settings
from moderation.connection import connect
from moderation.errors import ConfigurationError


def read(**environ):
    return Settings.from_environ(environ)


def test_an_empty_environment_is_a_bare_machine():
    settings = read()
    assert (settings.host, settings.port, settings.workers, settings.redis_url) == ("127.0.0.1", 8000, 2, None)
    assert settings.data_dir.name == "var"
    assert settings.data_dir.is_absolute()
    assert settings.trusted_proxies == ()


def test_a_blank_variable_is_an_absent_one():
    assert read(PORT=" ", REDIS_URL="", TRUSTED_PROXIES=" , ", SECRET_KEY=" ") == read()


@pytest.mark.parametrize(
    ("name", "value"),
    [
        *(("PORT", v) for v in ("eighty", "0", "65536", "-1", "8000.0", "0x50", "8 000")),
        *(("WORKERS", v) for v in ("0", "-2", "two", "65")),
        *(("SECRET_KEY", v) for v in ("short", "x" * 31)),
        *(("PUBLIC_URL", v) for v in ("comments.example", "ftp://a.example", "https://a.example/path", "http://[")),
        *(("DEFAULT_LANGUAGE", v) for v in ("de", "FR", "fr_FR")),
        *(("TRUSTED_PROXIES", v) for v in ("everyone", "10.0.0.0/33", "10.0.0.0/8;::1", "true", "*")),
        *(("LOG_LEVEL", v) for v in ("LOUD", "7")),
        *(("SMTP_URL", v) for v in ("mail.example", "http://mail.example", "smtp://")),
        *(("MAIL_FROM", v) for v in ("nobody", "a@b@c")),
        *(("TLS_KEY", v) for v in ("/nowhere/key.pem",)),
        *(("MODEL_DIR", v) for v in ("/nowhere", str(BASE_MODEL.parent), str(BASE_MODEL / "card.json"))),
    ],
)
def test_what_could_not_be_meant_is_refused_by_name(name, value):
    with pytest.raises(ConfigurationError, match=name):
        read(**{name: value})


def test_a_directory_that_has_a_model_is_taken_whoever_wrote_it(tmp_path):
    for part in BASE_MODEL.iterdir():
        shutil.copy(part, tmp_path)
    assert read(MODEL_DIR=f" {tmp_path} ").model_dir == tmp_path
    assert read().model_dir == BASE_MODEL


def test_a_refusal_of_the_secret_does_not_show_it():
    with pytest.raises(ConfigurationError) as refused:
        read(SECRET_KEY="almost a secret")
    assert "almost" not in str(refused.value)


def test_settings_can_be_told_without_telling_a_secret():
    settings = read(SECRET_KEY="hunter2" * 5, REDIS_URL="redis://:hunter2@store", SMTP_URL="smtps://a:hunter2@mail")
    assert "hunter2" not in repr(settings)


@pytest.mark.parametrize(
    "url", ["http://:hunter2@x", "redis://:hunter2@host:port", "redis://:hunter2@[::1", "redis+sentinel://:hunter2@a/x"]
)
def test_a_refusal_of_the_store_names_the_variable_and_does_not_show_the_password(url):
    with pytest.raises(ConfigurationError, match="REDIS_URL") as refused:
        connect(read(REDIS_URL=url))
    assert "hunter2" not in str(refused.value)


def test_a_cluster_none_of_whose_nodes_answers_is_refused():
    with pytest.raises(ConfigurationError, match="no node of the cluster answers"):
        connect(read(REDIS_URL="redis+cluster://:hunter2@127.0.0.1:1"))


def test_networks_are_read_with_their_hosts_bits_and_in_both_families():
    proxies = read(TRUSTED_PROXIES="10.1.2.3/8, ::1 ,192.0.2.1").trusted_proxies
    assert [str(network) for network in proxies] == ["10.0.0.0/8", "::1/128", "192.0.2.1/32"]
