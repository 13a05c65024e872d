"""The courier: tells people what waits, when the site's pause has passed, and tries again what failed."""

from __future__ import annotations

import logging
from collections import Counter
from dataclasses import dataclass
from datetime import timedelta
from typing import TYPE_CHECKING
from urllib.parse import urlsplit

from moderation.addresses import derived
from moderation.digests import digest
from moderation.errors import DeliveryError, StoreUnavailableError
from moderation.letters import Envelope, Letters
from moderation.mailing import Mailer
from moderation.notices import ATTEMPTS, DUE, KINDS
from moderation.records import compact
from moderation.webhooks import Webhooks, signature

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator
    from threading import Event

    from moderation.desk import Desk
    from moderation.digests import Digest
    from moderation.i18n import Translations
    from moderation.notices import Claim, Destination, Notice
    from moderation.sites import Site

ROUND_S = 2.0  # between two looks at the store
_log = logging.getLogger(__name__)


@dataclass(frozen=True, slots=True)
class Courier:
    """Carries one deployment's notices; any number of them on one store send each notice once."""

    desk: Desk
    letters: Letters
    webhooks: Webhooks
    mailer: Mailer | None  # None: mails stay in the outbox for a courier that has a mail server
    sender: str

    def run(self, stop: Event) -> None:
        """Rounds, one after the other, until told to stop; what goes wrong in one is logged, and the next one comes."""
        while not stop.wait(ROUND_S):
            try:
                self.round()
            except StoreUnavailableError:
                _log.warning("no round of notices: the store does not answer")
            except Exception as failed:  # noqa: BLE001 (nobody else would start the next round)
                _log.error("a round of notices failed", extra={"cause": type(failed).__name__})

    def round(self, sites: Iterable[str] | None = None, *, is_patient: bool = True) -> Counter[str]:
        """What is due has been told: how many were sent, dropped (nothing waits any more), failed, parked.

        Not patient: the sites' pauses are not awaited. Raises StoreUnavailableError.
        """
        outcomes: Counter[str] = Counter()
        for name, work in self.desk.notices.busy(self.sites() if sites is None else sites).items():
            site = self.desk.site(name)
            is_new = DUE in work and self._dispatch(site, is_patient=is_patient)
            for claim in self._claims(site, set(KINDS) if is_new else work):
                outcome = self._carry(site, claim)
                about = {"site": name, "kind": claim.notice.kind, "attempt": claim.notice.attempts + 1}
                _log.info("notice", extra=about | {"outcome": outcome})
                outcomes[outcome] += 1
        return outcomes

    def sites(self) -> list[str]:
        """The names of all sites there are."""
        return sorted({*self.desk.store.sites(), self.desk.settings.default_site})

    def secret(self, site: str) -> str:
        """What the site's webhooks are signed with, 64 hex digits; the same until somebody changes it."""
        generation = self.desk.notices.generation(site)
        return derived(self.desk.addresses.secret, f"sign webhooks of {site} {generation}").hex()

    def _dispatch(self, site: Site, *, is_patient: bool) -> bool:
        """Whether something was written to the outbox.

        A site that tells nobody keeps its note of what waits: whoever is to be told later is told of it too.
        """
        to = destinations(site)
        since = self.desk.notices.waiting_since(site.name) if to else None
        now = self.desk.clock()
        if since is None or (is_patient and now - since < timedelta(seconds=site.digest_pause_s)):
            return False
        return self.desk.notices.dispatch(site.name, since, to, digest=self.desk.new_id(), at=now) > 0

    def _claims(self, site: Site, kinds: set[str]) -> Iterator[Claim]:
        for kind in KINDS:
            can_send = kind in kinds and (kind != "mail" or self.mailer is not None)
            while can_send and (claim := self.desk.notices.claim(site.name, kind, self.desk.clock())):
                yield claim

    def _carry(self, site: Site, claim: Claim) -> str:
        """The claim is settled: sent, dropped, failed or parked."""
        notices = self.desk.notices
        try:
            is_sent = self._deliver(site, claim.notice)
        except StoreUnavailableError:
            raise
        except DeliveryError as failed:
            error = str(failed)
        except Exception as failed:  # noqa: BLE001 (one bad digest must not keep all others from being sent)
            error = type(failed).__name__
        else:
            notices.done(claim)
            return "sent" if is_sent else "dropped"
        _log.warning("notice not taken", extra={"site": site.name, "kind": claim.notice.kind, "cause": error})
        return "parked" if notices.failed(claim, error, self.desk.clock()) else "failed"

    def _deliver(self, site: Site, notice: Notice) -> bool:
        """True once the other side has it, False where nobody is to be told any more; raises DeliveryError."""
        if notice.attempts >= ATTEMPTS:
            raise DeliveryError("no sender outlived it")
        found = digest(self.desk, site)
        if found is None or (notice.kind, notice.to) not in destinations(site):
            return False
        if notice.kind == "webhook":
            self._call(site, found, notice)
        elif self.mailer:
            self.mailer.send(self.letters.write(found, Envelope(self.sender, notice.to, notice.id)))
        return True

    def _call(self, site: Site, found: Digest, notice: Notice) -> None:
        body = compact({"id": notice.id} | found.as_dict()).encode()
        signed = signature(self.secret(site.name), int(self.desk.clock().timestamp()), body)
        headers = {
            "Content-Type": "application/json; charset=utf-8",
            "User-Agent": "moderation",
            "Webhook-Id": notice.id,
            "Webhook-Signature": signed,
        }
        self.webhooks.post(notice.to, body, headers)


def destinations(site: Site) -> list[Destination]:
    """Whom the site wants told, and how."""
    return [("mail", address) for address in site.notify] + [("webhook", url) for url in (site.webhook_url,) if url]


def courier(desk: Desk, translations: Translations) -> Courier:
    """The courier of this desk, with the mail server and the networks that its settings name."""
    settings = desk.settings
    host = urlsplit(settings.home).hostname or ""
    return Courier(
        desk=desk,
        letters=Letters(translations, settings.default_language),
        webhooks=Webhooks(settings.webhook_allow_private),
        mailer=Mailer(settings.mail_server) if settings.mail_server else None,
        sender=settings.mail_from or f"moderation@{'localhost' if ':' in host else host}",
    )
