"""The edge: the only modules that know Flask, beside the command line and the factory."""
