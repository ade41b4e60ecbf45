"""Install media and boot loaders: where they come from, and their copies on the server."""
