"""Policy: a pack of rules is read, checked and compiled to a plan; `plain` says what each rule means."""
