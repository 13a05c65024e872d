# What rulings are answered with.
nothing-to-undo = Il n’y a plus de décision à annuler sur ce commentaire.
