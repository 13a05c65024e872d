# What went wrong, for readers and for API clients.
error = Une erreur est survenue.
invalid = Certains champs sont à corriger.
forbidden = Vous n’avez pas accès à cette action.
closed = Les commentaires de cet article sont fermés.
foreign-origin = Cette page n’est pas autorisée à envoyer des commentaires ici.
unauthorised = Identifiez-vous pour continuer.
not-found = Introuvable.
conflict = Cette demande contredit ce qui est enregistré.
duplicate = Vous avez déjà envoyé ce commentaire.
stale = Ce commentaire a changé entre-temps.
stale-settings = Quelqu’un d’autre a changé ces réglages entre-temps.
too-many = { $seconds ->
    [one] Vous écrivez trop vite. Réessayez dans une seconde.
   *[other] Vous écrivez trop vite. Réessayez dans { $seconds } secondes.
}
store-unavailable = Le service est momentanément indisponible. Rien n’a été perdu : réessayez dans un instant.
method-not-allowed = Cette méthode n’est pas admise ici.
unsupported-media-type = Envoyez du JSON (application/json) ou un formulaire (application/x-www-form-urlencoded).
payload-too-large = Cet envoi est trop volumineux.
bad-request = Cette demande n’a pas pu être lue.
malformed-json = Le corps n’est pas un objet JSON valide.
field-required = Ce champ est obligatoire.
field-too-long = Ce champ est limité à { $limit } caractères.
field-email = Cette adresse e-mail n’est pas valide ; la forme attendue est nom@exemple.fr.
field-website = Cette adresse de site n’est pas valide ; la forme attendue est https://exemple.fr.
field-not-text = Ce champ doit être un texte.
field-unknown = Ce champ n’existe pas.
field-parent = Le commentaire auquel vous répondez n’est plus là.
field-cursor = Ce curseur n’est pas valide ; reprenez sans curseur.
field-choice = Valeur non admise ; choisissez parmi : { $choices }.
field-range = Un nombre entier de { $low } à { $high } est attendu.
