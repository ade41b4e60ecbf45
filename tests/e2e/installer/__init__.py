"""An installer of the shape of an EL release's, small enough for emulation: kernel, initramfs, ``.treeinfo``, ISO."""
