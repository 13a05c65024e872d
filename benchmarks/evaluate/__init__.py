"""What `make evaluate` prints and writes: how good the model is where it has never been, beside its peers."""
