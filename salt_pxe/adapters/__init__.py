"""What Salt's loader modules share: the answers that they give, and the copies that run."""
