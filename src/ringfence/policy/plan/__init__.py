"""The plan: what a pack asks of the ledger, as expression trees that every engine carries out alike."""
