"""A hundred corrections through Akismet's protocol, one retraining, and the corrected kinds are judged rightly.

The kinds are a site's own: polite pitches of a local agency, which the shipped model lets pass, and talk of a poker
club's evenings, which it holds.
"""

import random

import pytest

OPENINGS = [
    "Bonjour",
    "Bonsoir à tous",
    "Salut",
    "Merci pour l’article",
    "Très intéressant",
    "Bien vu",
    "Je découvre ce blog",
]
PLACES = ["Brest", "Quimper", "Vannes", "Lorient", "Rennes", "Saint-Malo", "Morlaix", "Lannion", "Fougères", "Dinan"]
PITCHES = [
    "nos conseillers réalisent votre bilan de visibilité",
    "notre équipe accompagne les artisans dans leur communication",
    "un devis de refonte sous deux jours, sans engagement",
    "notre agence référence votre vitrine parmi les premières",
    "nos formules de communication commencent petit",
]
ENDINGS = [
    "au plaisir d’échanger",
    "à votre écoute",
    "belle semaine",
    "contact sur notre vitrine",
    "toute l’équipe vous salue",
]
EVENINGS = [
    "le tournoi de poker du jeudi a réuni douze joueurs",
    "au casino municipal on joue surtout aux cartes entre retraités",
    "j’ai perdu mes jetons dès la troisième donne",
    "le croupier bénévole distribue plus vite chaque semaine",
    "la roulette du comité des fêtes est en bois de hêtre",
]
REMARKS = ["quel souvenir", "vivement la suite", "ma grand-mère jouait aussi", "on a bien ri", "la salle était pleine"]


def told(rng, *pools):
    words = [rng.choice(pool) for pool in pools]
    rng.shuffle(words)
    return ", ".join(words) + f" ({rng.randint(2, 60)} personnes, {rng.choice(PLACES)})."


def pitch(rng):
    return told(rng, OPENINGS, PITCHES, PITCHES, ENDINGS)


def evening(rng):
    return told(rng, OPENINGS, EVENINGS, EVENINGS, REMARKS)


@pytest.fixture
def call(client, runner, clock):
    key = runner.invoke(args=["keys", "add", "--name", "blog"]).output.splitlines()[-1]

    def send(path, content, **more):
        clock.advance(minutes=7)
        fields = {"api_key": key, "blog": "https://blog.example", "user_ip": "203.0.113.9", "comment_content": content}
        return client.post(f"/1.1/{path}", data=fields | more)

    return send


def test_a_hundred_corrections_and_one_retraining_judge_the_corrected_kinds_rightly(call, desk, runner, site):
    site(publish_below=0.3, spam_from=0.7)
    rng = random.Random(20)
    for _ in range(50):
        for submit, kind in (("submit-spam", pitch), ("submit-ham", evening)):
            content = kind(rng)
            call("comment-check", content)
            assert call(submit, content).get_data() == b"Thanks for making the web a better place."
    assert desk.labels.counts("default") == {"ham": 50, "spam": 50}

    trained = runner.invoke(args=["model", "train"])
    assert trained.exit_code == 0, trained.output

    unseen = [(kind, call("comment-check", kind(rng))) for _ in range(20) for kind in (pitch, evening)]
    pitches = [answer.get_data() for kind, answer in unseen if kind is pitch]
    evenings = [answer.get_data() for kind, answer in unseen if kind is evening]
    assert pitches.count(b"true") >= 18
    assert evenings.count(b"false") == 20
    others = "Merci, la partie sur le levain m’a beaucoup aidée, je recommence dimanche."
    assert call("comment-check", others).get_data() == b"false"
