"""How long things are kept, and the certificates of what has expired."""
