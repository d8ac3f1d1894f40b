"""`python -m ringlog.cli` is `ringlog`."""

from ringlog.cli import app

app(prog_name="ringlog")
