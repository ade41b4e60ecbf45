"""The kickstart installer: Anaconda of RHEL 7 and later, of its rebuilds, and of Fedora."""
