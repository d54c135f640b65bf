"""Evidence as people have it: bills, call logs, messages, recordings and pictures, read into rows."""
