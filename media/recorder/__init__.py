"""Recording a call: its sound mixed, its screen share as it came, in one WebM file.

The media process only hands packets over (`feed`). Everything else happens in a process of its own per recording
(`process`), which keeps a journal that survives any crash, and makes the file from it at the end.
"""
