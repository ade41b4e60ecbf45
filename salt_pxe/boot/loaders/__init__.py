"""The boot loaders' own configurations."""
