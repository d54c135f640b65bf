"""What is learned from what happened: fitted with stated priors, calibrated, and told with its causes."""
