"""`python -m api.cli` is `ringlog`."""

from api.cli import app

app(prog_name="ringlog")
