# Les messages qui disent aux modérateurs ce qui attend.
notice-subject = [{ $site }] { $count ->
    [one] Un commentaire attend
   *[other] { $count } commentaires attendent
}
notice-count = { $count ->
    [one] Un commentaire vous attend.
   *[other] { $count } commentaires vous attendent.
}
notice-oldest = Le plus ancien attend depuis { $duration }.
notice-appeals = { $count ->
    [one] Un auteur demande une nouvelle lecture.
   *[other] { $count } auteurs demandent une nouvelle lecture.
}
notice-appeal = demande une nouvelle lecture
notice-open = Ouvrir la file d’attente
notice-by = { $author } sur « { $article } »
notice-more = { $count ->
    [one] … et un autre.
   *[other] … et { $count } autres.
}
notice-why = Vous recevez ce message parce que votre adresse est sur la liste des personnes prévenues quand des commentaires attendent sur { $site }. Les liens écrits par les lecteurs sont coupés exprès.
