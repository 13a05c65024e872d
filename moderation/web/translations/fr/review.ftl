# Le bureau de modération.
desk-name = Modération
desk-skip = Aller au contenu
desk-nav = Pages
desk-sites = Sites
desk-close = Fermer
desk-role-moderator = Modératrice, modérateur
desk-role-admin = Administration
desk-sign-in = Se connecter
desk-sign-in-name = Nom
desk-sign-in-password = Mot de passe
desk-sign-in-wrong = Ce nom et ce mot de passe ne vont pas ensemble.
desk-sign-in-throttled = { $seconds ->
    [one] Trop d’essais. Recommencez dans une seconde.
   *[other] Trop d’essais. Recommencez dans { $seconds } secondes.
}
desk-sign-out = Se déconnecter
desk-sign-out-everywhere = Se déconnecter partout
desk-signed-out = Vous êtes déconnecté.
desk-welcome = Bienvenue
desk-welcome-more = Choisissez le nom et le mot de passe du premier compte. Ce lien ne sert qu’une fois.
desk-welcome-name-hint = De 1 à 64 caractères sans espace ; il figure dans l’historique de vos décisions.
desk-welcome-password-hint = Au moins { $least } caractères. Une phrase se retient mieux qu’un mot.
desk-welcome-begin = Créer le compte et entrer
desk-welcome-gone = Ce lien a déjà servi ou a expiré.
desk-welcome-gone-more = Un nouveau compte se crée en ligne de commande : flask --app wsgi moderators add NOM --role admin

desk-place-queue = File d’attente
desk-place-rescue = À repêcher
desk-place-numbers = Chiffres
desk-place-settings = Réglages

desk-status = Statut
desk-status-pending = En attente
desk-status-approved = Publiés
desk-status-spam = Indésirables
desk-status-rejected = Refusés
desk-order = Ordre
desk-order-oldest = Anciens d’abord
desk-order-newest = Récents d’abord
desk-order-uncertain = Incertains d’abord
desk-order-likely_ham = Vraisemblables d’abord
desk-order-likely_spam = Suspects d’abord
desk-rescue = Sans doute retenus à tort
desk-search = Chercher un mot ou un nom
desk-filter = Filtrer
desk-filters = Filtres
desk-filter-remove = Retirer le filtre
desk-chip-article = article
desk-chip-author = auteur
desk-chip-q = recherche
desk-chip-source = origine
desk-this-author = ce même auteur
desk-count = { NUMBER($count) }
desk-share = { NUMBER($share, style: "percent") }
desk-bar = { $label } : { $series } { $figure }
desk-count-least = { NUMBER($count) }+
desk-title = ({ $count }) { $name }
desk-pages = Suite de la liste
desk-first-page = Retour au début
desk-next-page = Page suivante

desk-nobody = Sans nom
desk-on = sur
desk-select = Sélectionner le commentaire de { $author }
desk-waiting = attend depuis { $length }
desk-written = écrit il y a { $length }
desk-reply = Réponse à un autre commentaire
desk-long = Commentaire long
desk-appeal = L’auteur dit que c’est une erreur
desk-links = { $count ->
    [one] Un lien :
   *[other] { $count } liens :
}
desk-open-link = Ouvrir
desk-score = Indésirable à { NUMBER($score, style: "percent") }
desk-reveal = Voir l’adresse
desk-reveal-is = Adresse de l’auteur :
desk-reveal-recorded = Cette consultation est inscrite dans l’historique, à votre nom.
desk-author-all = Tout voir

desk-record-none = Première fois ici.
desk-record-unknown = Sans adresse e-mail : auteur inconnu.
desk-record-approved = { $count ->
    [one] un publié
   *[other] { $count } publiés
}
desk-record-pending = { $count ->
    [one] un en attente
   *[other] { $count } en attente
}
desk-record-spam = { $count ->
    [one] un indésirable
   *[other] { $count } indésirables
}
desk-record-rejected = { $count ->
    [one] un refusé
   *[other] { $count } refusés
}
desk-record = Avant : { $list }.

desk-approve = Publier
desk-spam = Indésirable
desk-reject = Refuser
desk-undo = Annuler
desk-the-chosen = la sélection
desk-reject-because = Motif du refus
desk-bulk = La sélection
desk-select-all = Tout
desk-chosen = Choisis :
desk-history = Historique
desk-looking = { $names } le regarde en ce moment
desk-reject-off-topic = Hors sujet
desk-reject-insult = Insultant
desk-reject-illegal = Illégal
desk-reject-duplicate = Déjà dit
desk-reject-other = Autre motif

desk-explain = Pourquoi
desk-explain-how = Ce qui a pesé le plus. Au-dessus de zéro : plaide pour l’indésirable ; au-dessous : pour un vrai commentaire.
desk-no-clues = Aucun modèle n’a donné d’avis sur ce commentaire.
desk-model = Modèle { $model }. Les poids sont des log-cotes : ils s’additionnent.
desk-clue = Indice
desk-clue-field = Où
desk-clue-weight = Poids
desk-field-text = texte
desk-field-author = nom
desk-field-url = site
desk-field-email_domain = e-mail
desk-field-context = article
desk-trait-listed-phrases = { $count ->
    [0] aucune tournure connue d’indésirables
   *[other] tournures connues d’indésirables : { $count }
}
desk-trait-likeness = mots communs avec l’article : { $count }
desk-trait-likeness-in-words = mots communs avec l’article, pour cette longueur : { $count }
desk-trait-site-depth = profondeur de l’adresse du site : { $count }
desk-trait-site-query = { $count ->
    [0] adresse du site sans paramètres
   *[other] paramètres dans l’adresse du site
}
desk-trait-site-hyphens = tirets dans le nom du site : { $count }
desk-trait-site-shortener = site derrière un raccourcisseur
desk-trait-site-listed = tournure connue d’indésirables dans l’adresse du site
desk-trait-site-beside-links-in-words = { $count ->
    [0] un site, aucun lien dans le texte
    [1] un site, et un lien dans le texte
   *[other] un site, et plusieurs liens dans le texte
}
desk-trait-site-named-by-of-words = mots du nom dans l’adresse du site : { $count }
desk-trait-site-host-named-by-of-words = mots du nom dans le domaine du site : { $count }
desk-trait-site-path-named-by-of-words = mots du nom plus loin dans l’adresse du site : { $count }
desk-trait-site-is-the-name = site portant exactement ce nom
desk-trait-mail-of-a-provider = adresse chez un fournisseur de messagerie
desk-trait-mail-of-its-own = domaine e-mail propre
desk-trait-mail-of-the-site = e-mail du même domaine que le site
desk-trait-mail-not-of-the-site = e-mail d’un autre domaine que le site
desk-trait-mail-ending = e-mail en .{ $name }
desk-trait-links-known-of = { $count ->
    [0] liens, aucun vers une référence connue
   *[other] liens vers des références connues
}
desk-trait-name-given = un prénom seul
desk-trait-name-given-and-more = un nom de personne
desk-trait-name-given-glued = un prénom collé à d’autres lettres
desk-trait-name-other = aucun prénom
desk-trait-name-none = un nom sans lettres
desk-trait-name-trades = { $count ->
    [0] aucun mot de commerce dans le nom
   *[other] mots de commerce dans le nom
}
desk-trait-name-lower = nom en minuscules
desk-trait-name-upper = nom en capitales
desk-trait-name-camel = capitales au milieu du nom
desk-trait-name-title = nom avec ses capitales
desk-trait-name-mixed = nom en casse mêlée
desk-trait-name-digits = chiffres dans le nom
desk-trait-site-trades = { $count ->
    [0] aucun mot de commerce dans l’adresse du site
   *[other] mots de commerce dans l’adresse du site
}
desk-trait-site-beside-praise-in-words = { $count ->
    [0] un site, aucun éloge dans le texte
    [1] un site, et quelque éloge
   *[other] un site, et presque rien que des éloges
}
desk-trait-site-of-name-given = un site, et un prénom seul
desk-trait-site-of-name-given-and-more = un site, et un nom de personne
desk-trait-site-of-name-given-glued = un site, et un prénom collé à d’autres lettres
desk-trait-site-of-name-other = un site, et aucun prénom
desk-trait-site-of-name-none = un site, et un nom sans lettres
desk-trait-praise-of-likeness = { $count ->
    [0] aucun éloge bon pour tout article
    [1] quelque éloge bon pour tout article
   *[other] presque rien que des éloges bons pour tout article
}
desk-trait-praise-of-likeness-in-words = { $count ->
    [0] aucun éloge passe-partout, pour cette longueur
    [1] quelque éloge passe-partout, pour cette longueur
   *[other] presque rien que des éloges passe-partout, pour cette longueur
}
desk-trait-script-other = une autre écriture que celle de l’article
desk-trait-tongue-same = la langue de l’article
desk-trait-tongue-other = une autre langue que celle de l’article

desk-reason-moderation-all = Ce site relit tout avant de publier.
desk-reason-no-verdict = Aucun modèle n’a pu donner d’avis.
desk-reason-honeypot = Le champ piège, invisible aux personnes, a été rempli.
desk-reason-blocked-term = Contient un terme bloqué : « { $detail } ».
desk-reason-blocked-host = Mène à un hôte bloqué : { $detail }.
desk-reason-too-many-links = Contient plus de liens que permis : { $detail }.
desk-reason-known-author = Auteur déjà publié, depuis le même navigateur.
desk-reason-too-fast = Envoyé en { $detail } s, plus vite qu’on n’écrit.
desk-reason-clearly-fine = Le modèle n’y voit rien à redire.
desk-reason-clearly-spam = Le modèle est sûr de lui.
desk-reason-doubtful = Le modèle hésite.
desk-reason-ruled = Décision d’une personne.
desk-reason-ruled-because = Décision d’une personne : { $detail }.
desk-reason-appealed = L’auteur a fait appel.
desk-reason-other = Autre raison : { $detail }.

desk-stands-pending = De nouveau en attente
desk-stands-approved = Publié
desk-stands-spam = Classé indésirable
desk-stands-rejected = Refusé
desk-stands-by = { $outcome } par { $name } il y a { $length }
desk-stands-machine = { $outcome } par la machine
desk-because = { $outcome } ({ $reason })
desk-already = Déjà { $outcome ->
    [approved] publié
    [spam] classé indésirable
    [rejected] refusé
   *[other] remis en attente
} par { $name } il y a { $length }.
desk-already-waiting = Ce commentaire a changé entre-temps : il attend de nouveau.
desk-gone = Ce commentaire n’existe plus.
desk-nothing-chosen = Rien n’était sélectionné.
desk-nothing-to-undo = Il n’y a plus rien à annuler.
desk-told-one = { $outcome } : { $author }
desk-told-many = { $outcome } : { $count } commentaires
desk-conflicts = { $count ->
    [one] Une autre personne en avait déjà jugé un.
   *[other] D’autres personnes en avaient déjà jugé { $count }.
}

desk-empty-pending = Tout est lu
desk-empty-pending-more = Personne n’attend de réponse. Ce qui arrivera de douteux apparaîtra ici.
desk-empty-status = Rien ici
desk-empty-status-more = Aucun commentaire n’a ce statut.
desk-empty-search = Rien de tel
desk-empty-search-more = Aucun commentaire ne répond à ces filtres.
desk-empty-page = Page terminée
desk-empty-page-more = Il n’y a rien après ce point de la liste.
desk-empty-onward = Encore rien jusqu’ici
desk-empty-onward-more = La recherche s’arrête de temps en temps. La suite de la liste est à la page suivante.
desk-empty-back = Voir toute la file d’attente

desk-keys = Raccourcis clavier
desk-keys-on = Raccourcis actifs dans ce navigateur
desk-keys-asleep = Ils dorment tant qu’un champ a le focus ou que Ctrl, Alt ou Cmd est enfoncé.
desk-key-next = Commentaire suivant
desk-key-previous = Commentaire précédent
desk-key-reject = Refuser, puis 1 à 9 pour le motif
desk-key-undo = Annuler la dernière décision
desk-key-explain = Montrer pourquoi
desk-key-select = Sélectionner
desk-key-select-all = Tout sélectionner
desk-key-search = Chercher
desk-key-help = Cette aide

desk-comment = Un commentaire
desk-back = Retour à la file d’attente
desk-offline = Le service ne répond pas. Rien n’est perdu : recommencez dans un instant.
desk-machine = La machine
desk-import = L’import
desk-author = L’auteur
desk-did-received-pending = l’a fait attendre
desk-did-received-approved = l’a publié
desk-did-received-spam = l’a classé indésirable
desk-did-received-rejected = l’a refusé
desk-did-approve = a publié
desk-did-spam = a classé indésirable
desk-did-reject = a refusé
desk-did-undo = a annulé : { $outcome }
desk-did-appeal = a fait appel
desk-did-reveal = a vu l’adresse e-mail
desk-did-other = { $outcome }

desk-chart-empty = Rien à montrer sur cette période.
desk-chart-table = Les chiffres

desk-numbers-span = Période
desk-numbers-days = { $days ->
    [7] Une semaine
    [30] 30 jours
    [90] 90 jours
   *[365] Un an
}
desk-numbers-received = Reçus
desk-numbers-wait = Attente médiane
desk-numbers-wait-more = jusqu’à la première décision d’une personne
desk-numbers-taken = Retirés après publication
desk-numbers-rescued = Repêchés des indésirables
desk-numbers-of = { $part } sur { NUMBER($whole) } relus
desk-numbers-kappa = Accord entre modérateurs
desk-numbers-kappa-of = { $items ->
    [0] Aucun commentaire jugé deux fois. La part à servir deux fois est un réglage du site.
   *[other] kappa de Cohen, { NUMBER($items) } commentaires jugés deux fois (1 : d’accord en tout, 0 : comme au hasard)
}
desk-numbers-none = –
desk-numbers-empty = Encore aucun chiffre sur cette période.
desk-chart-date = Date
desk-chart-arrivals = Ce qui est arrivé
desk-chart-arrivals-more = Commentaires reçus, selon ce que la machine en a fait.
desk-chart-rulings = Ce que les personnes ont décidé
desk-chart-rulings-more = Décisions, sans celles qui ont été annulées.
desk-chart-waits-more = Jusqu’à la première décision d’une personne, en { $unit }.
desk-chart-kappa-more = Kappa de Cohen sur ce que deux modérateurs ont jugé sans rien savoir l’un de l’autre (1 : d’accord en tout, 0 : comme au hasard).
desk-chart-kappa-head = Kappa
desk-unit-minutes = minutes
desk-unit-hours = heures
desk-unit-days = jours
desk-chart-overruled = La machine contredite
desk-chart-overruled-more = Ce que la machine avait décidé seule, puis qu’une personne a relu.
desk-chart-overruled-head = Décision de la machine
desk-chart-scores = Les notes du modèle
desk-chart-scores-more = Note donnée à ce que des personnes ont dit vrai (vers le haut) ou indésirable (vers le bas). Mieux les deux se séparent, mieux le modèle voit.
desk-chart-scores-head = Note à partir de
desk-put-approved = Publiés
desk-put-pending = Mis en attente
desk-put-spam = Indésirables
desk-put-rejected = Refusés
desk-over-published = Publiés par la machine
desk-over-filed = Classés indésirables par la machine
desk-over-left = Maintenus
desk-over-changed = Contredits
desk-score-ham = Vrais commentaires
desk-score-spam = Indésirables
