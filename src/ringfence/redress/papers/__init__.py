"""Papers: what is written for a bank, an authority, a platform or a court, as text and as pages."""
