"""What a machine boots: firmware, the decision, and the boot loaders."""

from salt_pxe.boot.decision import Decision, Install, Local, Menu, decide

__all__ = ["Decision", "Install", "Local", "Menu", "decide"]
