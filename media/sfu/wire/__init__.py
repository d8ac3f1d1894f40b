"""What is on the wire, as bytes and text: RTP, RTCP, STUN and SDP."""
