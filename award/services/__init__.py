"""Bridges between rows and the pure cores, and reads for screens; named after what they give."""
