"""Consequences: what follows from a fact, or from time, without anybody asking for it.

Policies say what follows from which fact, a file per subject: how calls end (`call_endings`), who may be in one no more
(`lost_access`), media that connects or drops (`media_connections`), the floor of those who left (`vacated_floor`), and
recordings (`recorded_calls`). Timers say what happens when (`timers`). What both do is in `consequences`.
"""
