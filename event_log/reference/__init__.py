"""What facts look like as they are stored, for whoever reads the log from outside.

`schemas`: a JSON Schema of each fact as this program writes it. `published`: those of all versions there ever were, as
files. `markdown`: the same for people.
"""
