# What rulings are answered with.
nothing-to-undo = There is no ruling left to undo on this comment.
