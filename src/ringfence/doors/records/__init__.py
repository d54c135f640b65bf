"""Call records as networks write them."""
