"""How long recordings and texts of calls are kept, and what becomes of them then.

`periods.py` says for how long, and where that was set; `expiry.py` is the end of one recording or of one call's texts,
with its certificate; `expiring.py` is what the worker decides when something is due.
"""
