"""The worker role: keeps the read models current, carries out policies, and acts on deadlines, lost connections and retention."""
