"""Is the product traceable as it claims: GS1 codes, EPCIS events, lot chains and their checks."""
