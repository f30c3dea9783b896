"""Invented data: one walk through the procedure, for demonstrations, proofs and tests."""
