"""The dossier: everything she can show and ask for, set in type, signed, and bundled so that anybody can check it."""
