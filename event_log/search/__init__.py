"""Finding facts in a long log: by room, call, person, kind, actor, request, time and text.

`criteria.py` says what can be looked for, `searching.py` finds it, `index.py` keeps the index (schema `search`)
current, `texts.py` says which texts of facts can be searched.
"""
