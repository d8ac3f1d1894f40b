"""Calls: who is rung, who is in them, who is host, and when they end.

The aggregates are `call` and `ring`. What happens in a call: joining and leaving (`attendance`), the host leaving or
handing over (`host_succession`), its end without anybody asking (`automatic_ending`, and `overdue_endings` for what is
due). What people ask for: `use_cases` (start, join, leave, end), `answering` (of rings), `hosting`, `opening_links`.
What these rest on: who may (`authority`), what must hold (`conditions`), whom to ring (`ringing`), letting a device
in (`joining`).
"""
