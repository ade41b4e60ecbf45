"""What a machine boots: firmware, the decision, and the boot loaders."""
