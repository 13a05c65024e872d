"""Every key in the store, in one place.

All keys of a site carry its hash tag, ``{site}``, after the deployment's prefix: a site's moves are atomic on a cluster,
and a cluster grows by sites. Times are milliseconds since 1970 UTC. Nothing but `moderation.store` and its neighbours
writes here; the scripts in `moderation/lua` write several keys in one move.

==================================  ======  ==================================================================================
key                                 type    what it holds; who writes it; how long it lives
==================================  ======  ==================================================================================
``sites``                           set     names of the sites (no tag: the one key shared by all); `Store.save_site`; for good
``secret``                          string  keyed mark of the secret this store was first used with: another one is refused at
                                            start, it could open no address; `Store.claim`; for good
``{s}:site``                        string  the site's settings, JSON; `Store.save_site`, `swap`; for good
``{s}:comment:<id>``                hash    one comment: article parent root author website content lang context status version
                                            score model clues reasons by decided created trusted sealed domain fingerprint
                                            acquaintance appeals last past erased; `add`, `move`; until erased or past its retention
                                            (last: the latest ruling; past: what stood before the last ten, for undo; erased: an
                                            empty stone that keeps the place of the replies under it)
``{s}:queue:<status>``              zset    ids by when they were written, of what waits by since when (an import, an appeal is
                                            later); `add`, `move`; an id is in exactly one
``{s}:score:<status>``              zset    the same ids by score; 0.5, the greatest doubt, where no model gave one
                                            (0 published, 1 spam where another system said so)
``{s}:article:<id>``                hash    title url text open created revision approved; `add`, `move`, `Store.save_article`
``{s}:article-comments:<id>``       zset    ids of all its comments by time; `add`, `import`; until erased
``{s}:articles``                    zset    article ids by time of their last comment
``{s}:thread:<article>``            zset    roots on the public page by time: approved, or with an approved reply under them
``{s}:replies:<root>``              zset    approved replies under a root by time
``{s}:page:<article>``              hash    rendered answers by variant, each led by its revision; dropped by the move that
                                            changes the thread; one hour
``{s}:author:<fingerprint>``        hash    approved pending spam rejected trusted: counts of one keyed e-mail fingerprint, or
                                            of address and browser together; `add`, `move`; as long as their comments
``{s}:author:<fingerprint>:comments``  zset  that author's comment ids by time
``{s}:author:<fingerprint>:checks``  set    that author's checks from other systems; `check`; 30 days
``{s}:author:<fingerprint>:labels``  set    that author's labels from other systems' corrections; `Labels.belong`; until erased
``{s}:said:<digest>``               string  the comment id of this article, author, parent and text; `add`; 30 days
``{s}:idempotency:<digest>``        string  the comment id a retried POST is answered with; `add`; one day
``{s}:network:<id>``                string  keyed hash of the sender's network; `add`; the site's network_retention_days
``{s}:rate:<what>:<digest>``        string  a rate's theoretical arrival time; `take`; seconds
``{s}:label:<id>``                  hash    label (ham spam) by source (ruling feedback import) weight at created (of the comment,
                                            0 = unknown) document (JSON, absent: the comment's own words) history; `move`,
                                            `Labels`; until withdrawn or the comment is erased
``{s}:labels``                      zset    ids with a label by the comment's time
``{s}:labels:counts``               hash    ham spam: how many labels of each; with every label, in its script
``{s}:gold``                        set     labelled ids a moderator froze: they judge every challenger and teach none; `Labels`
``{s}:model:<version>``             hash    one trained model: artifact sha256 card report (zlib) created, immutable but for stale: why
                                            it is to be trained again (its report is then gone); `Registry`; until pruned
``{s}:models``                      zset    the versions kept by time of training
``{s}:models:roles``                hash    champion challenger previous: a version each, or base; `promote`
``{s}:models:log``                  stream  who put which version on duty when; `promote`; the last thousand
``{s}:models:shadow``               hash    counts of the challenger's verdicts by <champion's outcome>><its own>; `Registry`; until
                                            another challenger comes
``{s}:models:training``             string  the lock of a running training; `Registry.training`; a lease of minutes
``{s}:erased``                      set     ids of comments erased for a person: an import never brings them back; for good
``{s}:retention``                   string  this hour's round of retention is done (on the default site, for all); `Keeper`; an hour
``{s}:audit``                       stream  one entry per move, JSON, append-only, ids and reasons only, never text or address
``{s}:history:<id>``                list    the stream ids of one comment's entries
``{s}:appeals``                     zset    ids of comments whose author appealed, by time of the appeal; `move`; until ruled on
``{s}:notices:due``                 string  since when something waits that nobody was told of; `add`, `move`; until told
``{s}:notices:secret``              string  how often the secret of the site's webhooks was changed (it is derived, not kept); for good
``{s}:notices:<kind>:outbox``       stream  notices to send by mail or webhook, JSON, with the consumer group senders; `dispatch`;
                                            until taken
``{s}:notices:<kind>:unclaimed``    set     addresses with a notice that no sender has claimed yet
``{s}:notices:<kind>:later``        zset    notices that failed by time of the next attempt; `settle`
``{s}:notices:<kind>:parked``       stream  notices that failed five times; `settle`; until sent again, the last thousand
``apikey:<id>``                     hash    a key of Akismet's protocol by the first 16 hex digits of its SHA-256 (no tag: it names its
                                            site): site name trust trusted limit created revoked; `ApiKeys`; for good
``{s}:apikeys``                     set     the ids of the site's keys
``{s}:check:<id>``                  hash    a check of another system's comment: sealed (text and who) key blog created status answer
                                            reasons score model label by at history; `check`, `correct`; 30 days
``{s}:matching:<mark>``             string  the newest check of this sender, name and text; 30 days
``{s}:checks``                      zset    check ids by time; those past 30 days leave with the next check
``{s}:usage:<key>:<YYYY-MM>``       hash    <blog>|api_calls spam ham missed_spam false_positives; for good (a key's yearly dozen)
``{s}:looking``                     hash    by moderator: the ms and id of the comment before them; `Presence`; 45 s
``{s}:unsure``                      zset    ids of comments that wait for a second opinion, by time of the first; `Opinions`
``{s}:opinion:<id>``                hash    first first_by second second_by: what two moderators said; 400 days
``{s}:opinions``                    zset    ids of comments with both, by time of the second; 400 days
``{s}:day:<YYYY-MM-DD>``            hash    counts: received, machine:<status>, ruled:<status>, undone, appeals,
                                            waited:<n> (first rulings after 2^(n/4) s), machine-<status>:person-<status>
                                            (first rulings on what did not wait); `add`, `move`; for good (60 fields a day)
``{~people}:accounts``              set     names of moderators' accounts; `Accounts`
``{~people}:account:<name>``        hash    name role sites password (argon2id) epoch (every session carries it) changed; until
                                            removed
``{~people}:session:<sha256>``      hash    account epoch csrf started seen; `Sessions`; 12 hours unused, 14 days at most
``{~people}:tokens``                zset    hashes of API tokens by time made; `ApiTokens`; until revoked
``{~people}:token:<sha256>``        hash    role site name created
``{~people}:welcome:<sha256>``      string  a link to make the first account; `Accounts`; one day or one use
``{~people}:rate:sign-in-…``        string  how fast somebody may try passwords; `take`; minutes
==================================  ======  ==================================================================================
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Callable
    from datetime import date

PEOPLE = "~people"  # the tag of what belongs to no site; no site can have this name


@dataclass(frozen=True, slots=True)
class One:
    """The one key of this name that a site has."""

    name: str

    def __get__(self, keys: Keyspace, _owner: type[Keyspace]) -> str:
        """The key."""
        return f"{keys.lead}{self.name}"


@dataclass(frozen=True, slots=True)
class Each:
    """A key for each thing of a kind: the part that is <…> in the table comes between ``before`` and ``after``."""

    before: str
    after: str = ""

    def __get__(self, keys: Keyspace, _owner: type[Keyspace]) -> Callable[[str], str]:
        """The key of whatever is named."""
        return lambda name: f"{keys.lead}{self.before}:{name}{self.after}"


@dataclass(frozen=True, slots=True)
class Keyspace:
    """The names of one site's keys, as the table has them."""

    prefix: str
    name: str

    @property
    def lead(self) -> str:
        """What every key of the site starts with: the hash tag that keeps them together."""
        return f"{self.prefix}{{{self.name}}}:"

    site = One("site")

    comment = Each("comment")
    queue = Each("queue")
    score = Each("score")
    history = Each("history")
    network = Each("network")
    said = Each("said")
    idempotency = Each("idempotency")
    audit = One("audit")
    appeals = One("appeals")
    erased = One("erased")
    retention = One("retention")
    looking = One("looking")

    articles = One("articles")
    article = Each("article")
    article_comments = Each("article-comments")  # never behind an id: that is the sender's to choose
    thread = Each("thread")
    replies = Each("replies")
    page = Each("page")

    author = Each("author")
    author_comments = Each("author", ":comments")
    author_checks = Each("author", ":checks")
    author_labels = Each("author", ":labels")

    labels = One("labels")
    label = Each("label")
    label_counts = One("labels:counts")
    gold = One("gold")
    models = One("models")
    model = Each("model")
    roles = One("models:roles")
    models_log = One("models:log")
    shadow = One("models:shadow")
    training = One("models:training")

    notices_due = One("notices:due")
    notices_secret = One("notices:secret")
    outbox = Each("notices", ":outbox")
    unclaimed = Each("notices", ":unclaimed")
    later = Each("notices", ":later")
    parked = Each("notices", ":parked")

    apikeys = One("apikeys")
    checks = One("checks")
    check = Each("check")
    matching = Each("matching")

    unsure = One("unsure")
    opinions = One("opinions")
    opinion = Each("opinion")

    accounts = One("accounts")
    account = Each("account")
    session = Each("session")
    tokens = One("tokens")
    token = Each("token")
    welcome = Each("welcome")

    def rate(self, what: str, digest: str) -> str:
        """One rate of one sender."""
        return f"{self.lead}rate:{what}:{digest}"

    def usage(self, key_id: str, month: str) -> str:
        """The counters of an Akismet key in a month."""
        return f"{self.lead}usage:{key_id}:{month}"

    def day(self, at: date) -> str:
        """The counters of a day, UTC."""
        return f"{self.lead}day:{at:%Y-%m-%d}"
