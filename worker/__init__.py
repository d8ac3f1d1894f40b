"""The worker role: keeps the read models current, and carries out policies, deadlines, leases and retention."""
