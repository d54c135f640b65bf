"""Between companies with ledgers of their own: what one knows of a person, the other may learn of the people it has."""
