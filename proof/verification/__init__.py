"""Whether a log is still the one over which its tree was made, and if not, where not and how.

`verify` goes once through rows, wherever they come from, beside a tree and roots that were signed. `event_check`
follows the events by their leaves, and tells what happened to those that differ, `strays` where some of them went;
`tree_check` tells whether it is the event or the tree that was changed. `faults` is what they find. `stored` is the log
and the tree of a database, as they are at one moment.
"""
