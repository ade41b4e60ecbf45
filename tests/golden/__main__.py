"""Write everything expected anew."""

from salt_pxe.services.family import FAMILIES
from tests.golden import ANSWERS, cases, write

for case, kind in cases(*FAMILIES, ANSWERS):
    write(case, kind)
