"""Write every expected tree anew."""

from tests.golden import cases, write

for case, family in cases():
    write(case, family)
