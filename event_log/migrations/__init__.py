"""The steps that lead from an empty database to the current schema `log`, applied in the order of their names.

A step that was ever released is never edited: databases remember it as done. A change is a new step.
"""
