"""Evidence: every answer is sealed so that nobody, its keeper included, can change it unseen."""
