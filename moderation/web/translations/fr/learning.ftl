# Modèles, promesses, données personnelles.
training-held = Un autre entraînement de ce site est en cours.
too-little-to-learn = Trop peu pour apprendre : { $ham } commentaires acceptés et { $spam } indésirables ; il en faut { $needed }.
promise-blocked-ham = Au plus { NUMBER($share, style: "percent", maximumFractionDigits: 2) } des vrais commentaires sont classés indésirables.
promise-published-spam = Au plus { NUMBER($share, style: "percent", maximumFractionDigits: 2) } de ce qui est publié sans relecture est indésirable.
promise-more-for-spam = { $count ->
    [one] Encore un commentaire approuvé avant le classement automatique des indésirables.
   *[other] Encore { $count } commentaires approuvés avant le classement automatique des indésirables.
}
promise-missing-ham = { $count ->
    [one] un commentaire approuvé
   *[other] { $count } commentaires approuvés
}
promise-missing-spam = { $count ->
    [one] un indésirable
   *[other] { $count } indésirables
}
promise-missing-both = { $ham } et { $spam }
promise-more-for-publishing = Encore { $missing } avant la publication automatique.
promise-proof-for-spam = { $count ->
    [one] Encore un commentaire approuvé
   *[other] Encore { $count } commentaires approuvés
} avant que ce site le prouve lui-même ; d’ici là, { $by ->
    [site] le seuil des réglages
   *[other] le seuil prudent du modèle livré
} en décide : indésirable à partir de { NUMBER($threshold, style: "percent", maximumFractionDigits: 1) }.
promise-proof-for-publishing = Encore { $missing } avant que ce site le prouve lui-même ; d’ici là, { $by ->
    [site] le seuil des réglages
   *[other] le seuil prudent du modèle livré
} en décide : publié au-dessous de { NUMBER($threshold, style: "percent", maximumFractionDigits: 1) }.
person-title = Ce que vous avez écrit ici
person-about = { $count ->
    [0] Rien n’est conservé de { $email } ({ $date }).
    [one] Un commentaire de { $email } est conservé ({ $date }).
   *[other] { $count } commentaires de { $email } sont conservés ({ $date }).
}
person-comment = { $date }, sous « { $article } »
person-site = Site
person-author = Nom
person-website = Site web
person-status = État
person-decided-by = Décidé par
person-in-reply-to = En réponse à
person-score = Probabilité d’indésirable, selon la machine
person-score-is = { NUMBER($score, style: "percent") }
person-is-pending = En attente
person-is-approved = Publié
person-is-spam = Classé indésirable
person-is-rejected = Refusé
person-is-the-machine = La machine
person-is-a-moderator = Une personne
person-elsewhere = Soumis par un autre système : { $where }
desk-reason-imported = Repris d’un autre système.
desk-reason-erased = Effacé à la demande de son auteur ; seule sa place demeure.
learning-title = Ce qu’il a appris
learning-about = En service : { $model }. Exemples : { $ham } approuvés, { $spam } indésirables.
learning-trainings = Derniers entraînements
learning-when = Entraîné
learning-outcome = Maintenant
learning-report = Rapport
learning-role-champion = en service
learning-role-challenger = note dans l’ombre
learning-role-previous = en service auparavant
learning-role-idle = conservé
learning-stale = à entraîner de nouveau
