"""What can a ticketing system ask for? To enroll, install, cancel and retire hosts, and to look everything up.

Every answer is plain data, every refusal too: `{"error": code, "reason": sentence}`, with `problems` where a site would
be wrong. Every call can be repeated. What touches Salt comes in by the `Desk`.
"""
