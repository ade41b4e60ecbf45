"""Who trusts this ledger to arm machines, and who has said that it must not. `arming.ledger_trust` judges by it."""

from __future__ import annotations

from sqlalchemy import insert

from salt_pxe.ledger.errors import translated
from salt_pxe.ledger.queries import Reader
from salt_pxe.ledger.schema import TRUST
from salt_pxe.ledger.transaction import LONGEST_NOTE


class Trusting(Reader):
    """The part of the ledger that holds what people say of it."""

    def trust(self, *, now: int, by: str, accept_loss: str = "", note: str = "") -> None:
        """Write down that a person trusts this ledger to arm machines.

        `accept_loss` is the code of a published position that the ledger need not contain (`guard.Position.code`).
        """
        self._say(True, accept_loss, now, by, note)

    def distrust(self, *, now: int, by: str, note: str) -> None:
        """Write down why this ledger must not arm machines until a person trusts it again."""
        self._say(False, "", now, by, note)

    def _say(self, trusted: bool, loss: str, now: int, by: str, note: str) -> None:
        row = {
            "trusted": trusted,
            "accepted_loss": loss,
            "at": now,
            "by": by[:255],
            "note": note[:LONGEST_NOTE],
        }
        with translated(), self.engine.begin() as connection:
            connection.execute(insert(TRUST).values(**row))
