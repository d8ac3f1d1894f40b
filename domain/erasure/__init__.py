"""Erasing people, and legal holds that forbid it.

`erasure.py` is one person's erasure, from the request to its certificate; `legal_holds.py` is the register of holds;
`use_cases.py` is what admins ask for; `carrying_out.py` is what the worker decides when it carries an erasure out.
"""
