"""What tickets and people call: enroll, install, cancel, retire, and look up."""
