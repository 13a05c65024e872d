# Accounts, signing in, access.
account-exists = Ce nom est déjà pris.
field-account-name = Un nom de 1 à 64 caractères sans espace est attendu.
field-password = Le mot de passe compte de { $low } à { $high } caractères et diffère du nom.
wrong-password = Ce nom et ce mot de passe ne vont pas ensemble.
csrf = Cette page est ouverte depuis trop longtemps : rechargez-la, puis recommencez.
field-list = Une liste est attendue.
field-pair = Deux nombres entiers sont attendus : combien, en combien de secondes.
field-number = Un nombre est attendu.
field-truth = Écrivez true ou false, sans guillemets.
field-rows = De une à { $limit } entrées sont attendues.
