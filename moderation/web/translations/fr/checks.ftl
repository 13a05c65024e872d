# Checks that came by Akismet's protocol.
desk-place-checks = Autres blogs
desk-checks = Commentaires d’autres blogs
desk-checks-what = Ces commentaires ont été soumis par des blogs qui parlent le protocole d’Akismet. Ils attendent dans la file de ces blogs, pas ici ; ce que vous en dites entraîne le modèle. Ils sont oubliés au bout de trente jours.
desk-checks-all = Tous
desk-checks-none = Aucun blog n’a encore soumis de commentaire.
desk-checks-further = Aucun parmi les derniers ; la liste continue.
desk-checks-client = le blog « { $name } »
desk-checks-ham = Légitime
desk-checks-told-spam = Le blog sait que c’est indésirable.
desk-checks-told-ham = Le blog sait que c’est légitime.
desk-checks-told-wait = Le blog doit le retenir et redemander.
desk-checks-labelled-ham = Légitime, selon { $by }
desk-checks-labelled-spam = Indésirable, selon { $by }
desk-reason-guaranteed-spam = Le texte d’essai convenu, toujours jugé indésirable.
desk-reason-administrator = Écrit par un administrateur du blog.
