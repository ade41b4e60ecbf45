"""What is taken from inside Salt: the only rooms of the package that import it.

`pillar_request.py` tells what a minion sent along with its request for its pillar.
"""
