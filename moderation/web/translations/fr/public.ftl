# The article's page: its comments, the form, the author's receipt.
comments-count = { $count ->
    [0] Commentaires
    [one] Un commentaire
   *[other] { $count } commentaires
}
comments-empty = Personne n’a encore écrit ici.
comments-empty-open = La conversation n’attend que vous.
comments-feed = Suivre par flux Atom
comments-next = Commentaires suivants
comments-first = Revenir aux premiers commentaires
comments-more = Afficher les commentaires suivants
comment-long = Le long commentaire de { $author }
comment-withdrawn = Ce commentaire a été retiré.
comment-by = Commentaire de { $author }
comment-permalink = Lien vers ce commentaire
anonymous = Anonyme
reply = Répondre
reply-to = Répondre à { $author }
reply-cancel = Annuler la réponse
article-untitled = Discussion
article-back = Retour à l’article
article-of = Commentaires sur l’article

leave-a-comment = Laisser un commentaire
form-note = Votre adresse e-mail ne sera pas publiée. Les champs obligatoires sont indiqués avec *
form-closed = Les commentaires de cet article sont fermés.
form-closed-text = Votre texte n’a pas été envoyé ; le voici, pour que vous puissiez le copier.
form-content = Commentaire
form-content-hint = Un peu de Markdown est compris : *italique*, **gras**, > citation.
form-author = Nom
form-email = E-mail
form-website = Site web
form-consent = Me reconnaître à mon prochain commentaire, grâce à un cookie dans ce navigateur.
form-honeypot = Laissez ce champ vide
form-send = Envoyer le commentaire
form-summary = Votre commentaire n’a pas encore été envoyé
form-summary-field = { $field } : { $message }

own-waiting = Votre commentaire est en attente de modération
own-waiting-more = Vous seul voyez cet aperçu. Une personne le lira avant qu’il soit publié.
own-published = Votre commentaire est publié.
own-see = Le voir
own-refused = Votre commentaire n’a pas été publié.
own-follow = Suivre son sort

receipt-title = Votre commentaire
receipt-private = Cette page est à vous seul : gardez son adresse, elle reste valable trente jours.
receipt-written = Écrit le { $date } (UTC)
receipt-waiting = En attente de modération
receipt-waiting-more = Une personne le lira avant qu’il soit publié. Revenez à cette page quand vous voulez.
receipt-appealed-more = Votre message est bien arrivé : une personne relira votre commentaire.
receipt-published = Publié
receipt-published-more = Votre commentaire est en ligne.
receipt-refused = Non publié
receipt-refused-more = Une personne l’a lu et a choisi de ne pas le publier.
receipt-reason = Motif : { $reason }
receipt-appeal = C’est une erreur ?
receipt-appeal-more = Vous pouvez demander une fois que votre commentaire soit relu. Il remontera en tête de la file.
receipt-appeal-send = Demander une relecture
receipt-appeal-used = Votre commentaire a déjà été relu à votre demande.

refusal-spam = indésirable ou publicitaire
refusal-off-topic = hors sujet
refusal-insult = propos blessants
refusal-illegal = contraire à la loi
refusal-duplicate = déjà dit
refusal-other = autre

error-title = { $status ->
    [404] Introuvable
    [503] Un instant
   *[other] Cela n’a pas fonctionné
}
page-not-found = Rien ne se trouve à cette adresse : elle est mal écrite, ou ce qu’elle montrait n’est plus là.
error-home = Retour à l’accueil
nothing-to-appeal = Ce commentaire n’a pas été refusé : il n’y a rien à relire.

feed-title = Commentaires sur { $title }
feed-entry = Commentaire de { $author }

script-sent = Votre commentaire est bien arrivé.
script-sending = Envoi…
script-unreachable = Le service ne répond pas. Votre texte est toujours là : réessayez dans un instant.
script-retry = Réessayer
script-news-one = Un nouveau commentaire
script-news-other = { $count } nouveaux commentaires
script-news-shown = Commentaires affichés
