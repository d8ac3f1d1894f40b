"""How packets come and go: UDP, ICE, and DTLS-SRTP."""
