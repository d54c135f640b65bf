"""The ledger: every relation the house keeps, and the transaction in which it is written."""
