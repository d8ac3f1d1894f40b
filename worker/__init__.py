"""The worker role: keeps read models current, and carries out policies, timers (`due_timers`), leases and retention."""
